import { beforeAll, describe, expect, test, vi } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import { charactersIn } from "#lib/domain/characters.ts";
import { testDb } from "#lib/testing/database.ts";
import { searchStep } from "#lib/testing/drive-run.ts";
import { newMember } from "#lib/testing/members.ts";
import { HOSTILE, NAUGHTY, UNKEEPABLE } from "#lib/testing/naughty-strings.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { claimReady, finishStep } from "#lib/testing/work-steps.ts";
import type { Step } from "#lib/domain/step.ts";
import { addComment } from "./add-comment.ts";
import { correctOutput } from "./correct-output.ts";
import { createPlan } from "./create-plan.ts";
import { createShareLink } from "./create-share-link.ts";
import { deleteModelConnection } from "./delete-model-connection.ts";
import { deleteSecret } from "./delete-secret.ts";
import { editComment } from "./edit-comment.ts";
import { exportPlan } from "./export-plan.ts";
import { getModelSettings } from "./get-model-settings.ts";
import { getPlan } from "./get-plan.ts";
import { getPlaybook } from "./get-playbook.ts";
import { getPolicy } from "./get-policy.ts";
import { getPrompt } from "./get-prompt.ts";
import { getRun } from "./get-run.ts";
import { getStepRun } from "./get-step-run.ts";
import { importPlan } from "./import-plan.ts";
import { listChatMessages } from "./list-chat-messages.ts";
import { listComments } from "./list-comments.ts";
import { listDocuments } from "./list-documents.ts";
import { listPlans } from "./list-plans.ts";
import { listPlaybooks } from "./list-playbooks.ts";
import { listRuns } from "./list-runs.ts";
import { listSecrets } from "./list-secrets.ts";
import { openShare } from "./open-share.ts";
import { openThread } from "./open-thread.ts";
import { requestReplan } from "./request-replan.ts";
import { saveDocument } from "./save-document.ts";
import { saveModelConnection } from "./save-model-connection.ts";
import { savePatches } from "./save-patches.ts";
import { savePlaybook } from "./save-playbook.ts";
import { savePolicy } from "./save-policy.ts";
import { savePrompt } from "./save-prompt.ts";
import { saveSecret } from "./save-secret.ts";
import { searchKnowledge } from "./search-knowledge.ts";
import { sendChatMessage } from "./send-chat-message.ts";
import { skipStep } from "./skip-step.ts";
import { startRun } from "./start-run.ts";
import { updatePlaybook } from "./update-playbook.ts";

const { prisma: db } = await testDb();
const TEXTS = [...new Set([...NAUGHTY, ...HOSTILE])];
const MINUTES = { timeout: 240_000 };

beforeAll(() => {
  vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
  return () => vi.unstubAllEnvs();
});

/** What of a text a field keeps: null where it refuses it. A line is kept without what surrounds it, and must say something. */
type Kept = (text: string) => string | null;
const orNothing: Kept = (text) => (text.trim() === "" ? null : text);
const upTo =
  (most: number): Kept =>
  (text) =>
    text.trim() === "" || charactersIn(text.trim()) > most ? null : text.trim();

/**
 * Puts every text into a field and reads it back. What the field cannot keep must be refused in a sentence, as wrong input, and so must NUL
 * and half characters.
 * @param put gives the text as it is read again
 */
async function throughField(
  kept: Kept,
  put: (text: string, at: number) => Promise<string | undefined>,
): Promise<void> {
  const wrong: unknown[] = [];
  for (const [at, text] of [...TEXTS, ...UNKEEPABLE].entries()) {
    const expected = UNKEEPABLE.includes(text) ? null : kept(text);
    const got = await put(text, at).catch((error: unknown) => error);
    const refused = got instanceof DomainError && got.code === "invalid" && /^[A-Z].+\.$/s.test(got.message);
    if (expected === null ? !refused : got !== expected) wrong.push({ text, expected, got });
  }
  expect(wrong).toEqual([]);
}

/** The text as the name of a field, which all of them can be but one. */
const keyOf = (text: string) => (text === "__proto__" ? "another" : text);

const { ctx, workspaceId, userId } = await newMember(db);
const oneStep = testGraph([searchStep("a")]);

describe("every hostile text is read back as it was written", MINUTES, () => {
  test("as a goal", async () => {
    await throughField(upTo(10_000), async (goal) => {
      const { planId } = await createPlan({ ctx, input: { goal } });
      const plan = await getPlan({ ctx, input: { planId } });
      expect(plan.title.isWellFormed()).toBe(true);
      return plan.goal;
    });
  });

  test("in a step: title, instruction, arguments and their names, templates, rubric", async () => {
    const planId = await newPlan(db, { workspaceId, userId }, { graph: testGraph([]) });
    let rev = 0;
    const add = async (steps: Step[]) => {
      const patches = steps.map((step) => ({
        key: newId(),
        patch: [{ op: "add" as const, step, after: null, dependencies: [] }],
      }));
      ({ rev } = await savePatches({ ctx, input: { planId, baseRev: rev, patches } }));
    };
    const title = upTo(200);
    const plain = testStep("plain");
    const steps = TEXTS.map((text, at): Step => ({
      ...plain,
      id: `s${at}`,
      title: title(text) ?? "None",
      instruction: text,
      args: {
        value: { kind: "literal", value: { [keyOf(text)]: [text] } },
        said: { kind: "template", parts: [text] },
      },
      doneCondition: { ...plain.doneCondition, rubric: text },
    }));
    for (let from = 0; from < steps.length; from += 50) await add(steps.slice(from, from + 50));
    const byId = (list: Step[]) => list.toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
    expect(byId((await getPlan({ ctx, input: { planId } })).graph.steps)).toEqual(steps);
    const untitled = [...TEXTS.filter((text) => title(text) === null), ...UNKEEPABLE];
    expect(untitled.length).toBeGreaterThan(UNKEEPABLE.length);
    for (const text of untitled) {
      await expect(add([{ ...plain, title: text }])).rejects.toMatchObject({ code: "invalid" });
    }
    for (const text of UNKEEPABLE) {
      await expect(add([{ ...plain, instruction: text }])).rejects.toMatchObject({ code: "invalid" });
      const args = { value: { kind: "literal" as const, value: { deep: [text] } } };
      await expect(add([{ ...plain, args }])).rejects.toMatchObject({ code: "invalid" });
    }
  });

  test("in comments, new and changed", async () => {
    const planId = await newPlan(db, { workspaceId, userId }, { graph: oneStep });
    const first = { planId, stepId: "a", text: "First", blocks: false };
    let { threadId } = await openThread({ ctx, input: { ...first, key: newId() } });
    const latest = () =>
      db.comment.findFirst({ where: { workspaceId, planId, threadId }, orderBy: { id: "desc" } });
    const texts: string[] = [];
    await throughField(orNothing, async (text, at) => {
      // A thread holds two hundred.
      if (at % 150 === 149) ({ threadId } = await openThread({ ctx, input: { ...first, key: newId() } }));
      await addComment({ ctx, input: { planId, threadId, text, key: newId() } });
      texts.push(text);
      return (await latest())?.text;
    });
    const { threads } = await listComments({ ctx, input: { planId } });
    expect(threads.flatMap(({ comments }) => comments.slice(1).map(({ text }) => text)).toSorted()).toEqual(
      texts.toSorted(),
    );
    const commentId = (await latest())?.id ?? "";
    await throughField(orNothing, async (text) => {
      await editComment({ ctx, input: { planId, threadId, commentId, text } });
      return (await latest())?.text;
    });
  });

  test("in the conversation with the planner", async () => {
    await throughField(upTo(2_000), async (text) => {
      const planId = await newPlan(db, { workspaceId, userId }, { graph: oneStep });
      const { messageId } = await sendChatMessage({ ctx, input: { planId, text, key: newId() } });
      const { messages } = await listChatMessages({ ctx, input: { planId } });
      return messages.find(({ id }) => id === messageId)?.text;
    });
  });

  test("as name, description and example of a playbook", async () => {
    const planId = await newPlan(db, { workspaceId, userId }, { graph: oneStep });
    const names = new Set<string>();
    await throughField(upTo(120), async (name) => {
      // Names are one of a kind.
      if (names.has(name.trim())) return name.trim();
      const { playbookId } = await savePlaybook({ ctx, input: { planId, name, description: name } });
      names.add(name.trim());
      const { description, ...playbook } = await getPlaybook({ ctx, input: { playbookId } });
      expect(description).toBe(name);
      await db.playbook.deleteMany({ where: { workspaceId } });
      return playbook.name;
    });
    const { playbookId } = await savePlaybook({ ctx, input: { planId, name: "One", description: "" } });
    await throughField(upTo(500), async (phrase) => {
      const { updatedAt, variables } = await getPlaybook({ ctx, input: { playbookId } });
      const texts = { name: "One", description: "", phrases: [phrase], variables };
      await updatePlaybook({ ctx, input: { playbookId, updatedAt: updatedAt ?? "", ...texts } });
      return (await getPlaybook({ ctx, input: { playbookId } })).phrases[0];
    });
  });

  test("as a term that the policy prohibits, and in the note on it", async () => {
    const owner = await newMember(db);
    let from = 0;
    await throughField(upTo(200), async (term) => {
      const policy = { prohibited: { terms: [term], categories: [term] } };
      from = (await savePolicy({ ctx: owner.ctx, input: { from, policy, summary: term } })).number;
      const { policy: kept } = await getPolicy({ ctx: owner.ctx, input: {} });
      expect(kept.prohibited.categories).toEqual(kept.prohibited.terms);
      return kept.prohibited.terms[0];
    });
  });

  test("in a prompt, and the note on it", async () => {
    const name = "plan.draft" as const;
    await throughField(
      (text) => `Plan like this: ${text.replace(/\r\n?/g, "\n")}`,
      async (text) => {
        const note = text.slice(0, 200);
        await savePrompt({ ctx, input: { name, text: `Plan like this: ${text}`, note } });
        const [latest] = (await getPrompt({ ctx, input: { name } })).versions.toSorted(
          (a, b) => b.number - a.number,
        );
        expect(latest?.note).toBe(note.trim());
        return latest?.text;
      },
    );
  });

  test("as the name of a secret and of a connection to models", async () => {
    await throughField(upTo(60), async (name) => {
      const { id } = await saveSecret({
        ctx,
        input: { id: null, name, value: newId(), hosts: ["api.example"] },
      });
      const kept = (await listSecrets({ ctx, input: {} })).find((secret) => secret.id === id)?.name;
      await deleteSecret({ ctx, input: { id } });
      return kept;
    });
    await throughField(upTo(60), async (name) => {
      const connection = {
        id: null,
        name,
        kind: "compatible" as const,
        baseUrl: "http://127.0.0.1:9/v1",
        apiKey: null,
      };
      await saveModelConnection({ ctx, input: connection });
      const { connections } = await getModelSettings({ ctx, input: {} });
      for (const { id } of connections) await deleteModelConnection({ ctx, input: { id } });
      return connections[0]?.name;
    });
  });

  test("as name and content of a document, which is then found", async () => {
    const member = await newMember(db);
    const names = new Set<string>();
    await throughField(upTo(200), async (name) => {
      const content = `Herons ${name}`;
      const { documentId } = await saveDocument({ ctx: member.ctx, input: { name, kind: "text", content } });
      const row = await db.document.findFirstOrThrow({
        where: { workspaceId: member.workspaceId, id: documentId },
      });
      expect(row.content).toBe(content);
      names.add(row.name);
      return row.name;
    });
    const listed = JSON.stringify(await listDocuments({ ctx: member.ctx, input: {} }));
    expect([...names].filter((name) => !listed.includes(JSON.stringify(name)))).toEqual([]);
  });

  test("in what a tool gave, what a person gave instead, and why a replan is wished", async () => {
    const steps = ["a", "b", "c"].map((id) => searchStep(id));
    const planId = await seedPlan(db, workspaceId, testGraph(steps, ["b>c"]));
    const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
    const [a] = await claimReady(db, { runId });
    // A tool may give what no person can write.
    const given: Json = [...TEXTS, ...UNKEEPABLE].map((text) => ({ markdown: text, [`key ${text}`]: text }));
    if (a) await finishStep(db, a, given);
    const outputOf = async (stepId: string) => (await getStepRun({ ctx, input: { runId, stepId } })).output;
    expect(await outputOf(a?.stepId ?? "")).toEqual(given);
    const correct = (output: Json) =>
      correctOutput({ ctx, input: { runId, stepId: a?.stepId ?? "", output } });
    const corrected: Json = {
      markdown: TEXTS.join("\n"),
      texts: TEXTS.map((text) => ({ [keyOf(text)]: text })),
    };
    await correct(corrected);
    expect(await outputOf(a?.stepId ?? "")).toEqual(corrected);
    for (const text of UNKEEPABLE)
      await expect(correct({ [text]: 1 })).rejects.toMatchObject({ code: "invalid" });
    await skipStep({ ctx, input: { runId, stepId: "c", output: { texts: TEXTS } } });
    expect(await outputOf("c")).toEqual({ texts: TEXTS });
    const ask = async (note: string) => {
      await requestReplan({ ctx, input: { runId, note } });
      return (await getRun({ ctx, input: { runId } })).replan?.note;
    };
    for (let from = 0; from < TEXTS.length; from += 12) {
      const note = TEXTS.slice(from, from + 12).join("\n");
      expect(await ask(note)).toBe(note);
    }
    for (const text of UNKEEPABLE) await expect(ask(text)).rejects.toMatchObject({ code: "invalid" });
  });

  test("on the page of a link", async () => {
    const steps = TEXTS.flatMap((text, at) =>
      text.trim() === "" || text.length > 200
        ? []
        : [searchStep(`s${at}`, { title: text, instruction: text })],
    );
    for (const part of [steps.slice(0, 300), steps.slice(300)]) {
      const graph = testGraph(part);
      const planId = await newPlan(
        db,
        { workspaceId, userId },
        { graph, title: TEXTS[40] ?? "", goal: TEXTS.join("\n") },
      );
      const shared = { what: "plan" as const, planId, rev: 0 };
      const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
      const { token } = await createShareLink({ ctx, input: { shared, expiresAt } });
      const view = await openShare({ ctx: { db }, input: { token } });
      expect(view).toMatchObject({ graph, goal: TEXTS.join("\n"), title: TEXTS[40] });
    }
  });
});

test("a field of an argument that would be lost without a word is refused", async () => {
  const planId = await newPlan(db, { workspaceId, userId }, { graph: oneStep });
  const value = JSON.parse('{"a": [{"__proto__": 1}]}') as Json;
  const patch = [
    { op: "update" as const, stepId: "a", changes: { args: { value: { kind: "literal" as const, value } } } },
  ];
  const saving = savePatches({ ctx, input: { planId, baseRev: 0, patches: [{ key: newId(), patch }] } });
  await expect(saving).rejects.toThrow(/cannot be called “__proto__”/);
});

test("no search is tripped by one", MINUTES, async () => {
  for (const query of TEXTS) {
    const cut = query.slice(0, 200).toWellFormed();
    await listPlans({ ctx, input: { query: cut } });
    await listRuns({ ctx, input: { query: cut } });
    await listPlaybooks({ ctx, input: { query: cut } });
    const said = await searchKnowledge({ ctx, input: { query } }).catch((error: unknown) => error);
    if (said instanceof DomainError) expect([said.code, query.trim()]).toEqual(["invalid", ""]);
    else expect(said).not.toBeInstanceOf(Error);
  }
  for (const query of UNKEEPABLE) {
    await expect(listPlans({ ctx, input: { query } })).rejects.toMatchObject({ code: "invalid" });
    await expect(searchKnowledge({ ctx, input: { query } })).rejects.toMatchObject({ code: "invalid" });
  }
});

test("a search finds the plan whose title it is, whatever characters it has", MINUTES, async () => {
  const member = await newMember(db);
  const wrong: string[] = [];
  for (const title of TEXTS.filter((text) => text.trim() !== "" && text.length <= 200)) {
    const planId = await newPlan(db, member, { title, goal: "x" });
    const { items } = await listPlans({ ctx: member.ctx, input: { query: title } });
    if (!items.some(({ id }) => id === planId)) wrong.push(title);
    await db.plan.deleteMany({ where: { workspaceId: member.workspaceId } });
  }
  expect(wrong).toEqual([]);
});

test("a plan full of them is the same after it was exported and imported", MINUTES, async () => {
  const steps = TEXTS.map((text, at) =>
    searchStep(`s${at}`, {
      title: text.trim().slice(0, 200).toWellFormed() || "None",
      instruction: text,
      args: {
        query: { kind: "literal", value: text },
        nested: { kind: "literal", value: { [keyOf(text)]: [text] } },
        said: { kind: "template", parts: [text, { ref: "s0", path: [text.slice(0, 200)] }, text] },
      },
      fallbacks: [{ tool: "web.search", args: { query: { kind: "literal", value: text } } }],
    }),
  );
  const arrows = steps.slice(1).map(({ id }) => `s0>${id}`);
  const graph = testGraph(steps, arrows);
  const goal = TEXTS.join("\n").slice(0, 20_000).toWellFormed();
  const planId = await newPlan(db, { workspaceId, userId }, { graph, title: "All of them", goal });
  const other = await newMember(db);
  const file = await exportPlan({ ctx, input: { planId } });
  const imported = await importPlan({ ctx: other.ctx, input: { text: file.content } });
  const plan = await getPlan({ ctx: other.ctx, input: imported });
  expect(plan.graph).toEqual(graph);
  expect(plan.goal).toBe(goal);
  // And the file of the copy is the very same file.
  expect(await exportPlan({ ctx: other.ctx, input: imported })).toEqual(file);
  for (const title of TEXTS.filter((text) => text.trim() === text && text !== "" && text.length <= 200)) {
    const text = JSON.stringify({
      format: "planwright.plan",
      version: 1,
      title,
      goal: title,
      graph: oneStep,
    });
    const copy = await getPlan({ ctx, input: await importPlan({ ctx, input: { text } }) });
    expect([copy.title, copy.goal]).toEqual([title, title]);
  }
});
