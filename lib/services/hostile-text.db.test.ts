import { buffer } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { newId } from "#lib/domain/ids.ts";
import type { Author } from "#lib/domain/plan.ts";
import { DEFAULT_POLICY } from "#lib/domain/policy.ts";
import type { Step } from "#lib/domain/step.ts";
import { storableText } from "#lib/domain/text.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { NAUGHTY } from "#lib/testing/naughty-strings.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { allowEverything, seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { defineTool } from "#lib/tools/contract.ts";
import { workerWithin } from "#lib/worker/worker-within.ts";
import { addComment } from "./add-comment.ts";
import { correctOutput } from "./correct-output.ts";
import { createPlan } from "./create-plan.ts";
import { exportPlan } from "./export-plan.ts";
import { getDocumentFile } from "./get-document-file.ts";
import { getPlan } from "./get-plan.ts";
import { getPolicy } from "./get-policy.ts";
import { getPrompt } from "./get-prompt.ts";
import { getStepRun } from "./get-step-run.ts";
import { getVersion } from "./get-version.ts";
import { importPlan } from "./import-plan.ts";
import { listChatMessages } from "./list-chat-messages.ts";
import { listComments } from "./list-comments.ts";
import { listPlans } from "./list-plans.ts";
import { listPlaybooks } from "./list-playbooks.ts";
import { listRuns } from "./list-runs.ts";
import { openThread } from "./open-thread.ts";
import { saveDocument } from "./save-document.ts";
import { savePatches } from "./save-patches.ts";
import { savePlaybook } from "./save-playbook.ts";
import { savePolicy } from "./save-policy.ts";
import { savePrompt } from "./save-prompt.ts";
import { sealVersion } from "./seal-version.ts";
import { searchKnowledge } from "./search-knowledge.ts";
import { sendChatMessage } from "./send-chat-message.ts";

// Every text that a person can enter is given each of the naughty strings through the verb that takes it, and read back by the verb
// that shows it: byte for byte, or refused in words.

const { prisma: db, url } = await testDb();
/** Five hundred of each take their time, and more on a busy machine. */
const MOST_MS = 180_000;
vi.setConfig({ testTimeout: MOST_MS });

/** What a field of one line keeps of them: nothing around the words, and nothing that is empty. */
const LINES = [...new Set(NAUGHTY.map((text) => text.trim()).filter((text) => text !== ""))];
/** What a longer text, which must say something, keeps: all of it. */
const TEXTS = [...new Set(NAUGHTY.filter((text) => text.trim() !== ""))];

/** The texts in parts of at most so many. */
function parts(texts: readonly string[], most: number): string[][] {
  return Array.from({ length: Math.ceil(texts.length / most) }, (_, at) =>
    texts.slice(at * most, (at + 1) * most),
  );
}

/** Does the same with every text, several at once. */
async function forEach(texts: readonly string[], work: (text: string) => Promise<void>): Promise<void> {
  for (const some of parts(texts, 20)) await Promise.all(some.map(work));
}

/** A step that has the text wherever a step has text. */
function stepOf(text: string, at: number): Step {
  const literal = { kind: "literal", value: text } as const;
  return testStep(`s${at}`, {
    title: storableText(text, 200) || "Nothing",
    instruction: text,
    args: {
      text: literal,
      list: { kind: "list", items: [literal, { kind: "template", parts: [text] }] },
      object: { kind: "object", properties: { [storableText(text, 100)]: literal } },
      value: { kind: "literal", value: { [text]: [text, { inside: text }] } },
    },
    doneCondition: {
      required: [[storableText(text, 200)]],
      schema: null,
      expression: null,
      rubric: text,
      maxRepeats: 0,
    },
  });
}

const STEPS = NAUGHTY.map(stepOf);

test("in every text of a step: edited, sealed as a version, exported and imported again", async () => {
  const { ctx, workspaceId, userId } = await newMember(db);
  const planId = await newPlan(db, { workspaceId, userId });
  const steps = STEPS.map((step, at) => ({
    op: "add" as const,
    step,
    after: at === 0 ? null : `s${at - 1}`,
    dependencies: [],
  }));
  for (let at = 0, rev = 0; at < steps.length; at += 100, rev++) {
    const patches = [{ key: newId(), patch: steps.slice(at, at + 100) }];
    const saved = await savePatches({ ctx, input: { planId, baseRev: rev, patches } });
    expect(saved.status).toBe("saved");
  }
  const plan = await getPlan({ ctx, input: { planId } });
  expect(plan.graph.steps).toEqual(STEPS);

  const author: Author = { kind: "person", userId, name: "Ada" };
  const number = await db.$transaction((tx) =>
    sealVersion(tx, { workspaceId, planId, rev: plan.rev, author, summary: NAUGHTY.at(-1) ?? "" }),
  );
  expect((await getVersion({ ctx, input: { planId, number } })).graph.steps).toEqual(STEPS);

  const { content } = await exportPlan({ ctx, input: { planId } });
  const copy = await importPlan({ ctx: (await newMember(db)).ctx, input: { text: content } }).then(
    ({ planId: id }) => db.plan.findFirstOrThrow({ where: { id } }),
  );
  expect(copy.draft).toEqual(plan.graph);
});

test("as goals and titles", async () => {
  const { ctx } = await newMember(db);
  await forEach(LINES, async (text) => {
    const { planId } = await createPlan({ ctx, input: { goal: text } });
    expect((await getPlan({ ctx, input: { planId } })).goal).toBe(text);
  });
  for (const text of ["", "   "]) {
    await expect(createPlan({ ctx, input: { goal: text } })).rejects.toThrow("The goal is empty.");
  }
  const document = { format: "planwright.plan", version: 1, graph: testGraph(["a"]) };
  await forEach(
    TEXTS.filter((each) => each.length <= 200),
    async (text) => {
      const { planId } = await importPlan({
        ctx,
        input: { text: JSON.stringify({ ...document, title: text, goal: text }) },
      });
      const { title, goal } = await getPlan({ ctx, input: { planId } });
      expect([title, goal]).toEqual([text.trim() || "Imported plan", text]);
    },
  );
});

test("in searches: of plans, runs, playbooks and documents; none fails, and a plan's own title finds it", async () => {
  const { ctx, workspaceId, userId } = await newMember(db);
  const fits = LINES.filter((text) => text.length <= 200);
  await forEach(fits, async (title) => void (await newPlan(db, { workspaceId, userId }, { title })));
  await forEach(fits, async (query) => {
    const plans = await listPlans({ ctx, input: { query } });
    expect(plans.total, JSON.stringify(query)).toBeGreaterThan(0);
    await listRuns({ ctx, input: { query } });
    await listPlaybooks({ ctx, input: { query } });
    await searchKnowledge({ ctx, input: { query } });
  });
});

test("in comments and answers to them", async () => {
  const { ctx, workspaceId, userId } = await newMember(db);
  const planId = await newPlan(db, { workspaceId, userId }, { graph: testGraph(["a"]) });
  for (const texts of parts(TEXTS, 150)) {
    const [first = "", ...others] = texts;
    const opened = { planId, stepId: "a", text: first, blocks: false, key: newId() };
    const { threadId } = await openThread({ ctx, input: opened });
    for (const text of others) await addComment({ ctx, input: { planId, threadId, text, key: newId() } });
  }
  const { threads } = await listComments({ ctx, input: { planId } });
  expect(threads.flatMap(({ comments }) => comments.map(({ text }) => text))).toEqual(TEXTS);
});

test("in messages to the planner", async () => {
  const { ctx, workspaceId, userId } = await newMember(db);
  await forEach(LINES, async (text) => {
    const planId = await newPlan(db, { workspaceId, userId }, { graph: testGraph(["a"]) });
    await sendChatMessage({ ctx, input: { planId, text, key: newId() } });
    const { messages } = await listChatMessages({ ctx, input: { planId } });
    const said = messages.filter(({ role }) => role === "person").map((message) => message.text);
    expect(said).toEqual([text]);
  });
});

test("as documents, whose file is what was entered", async () => {
  const { ctx } = await newMember(db);
  await forEach(TEXTS, async (content) => {
    const name = storableText(content, 200);
    const { documentId } = await saveDocument({ ctx, input: { name, kind: "text", content } });
    const file = await getDocumentFile({ ctx, input: { documentId } });
    expect((await buffer(file.content)).toString("utf8")).toBe(content);
  });
});

test("in the policy, in prompts and in the names and words of playbooks", async () => {
  const { ctx, workspaceId, userId } = await newMember(db);
  const terms = LINES.filter((text) => text.length <= 200);
  const policy = {
    ...DEFAULT_POLICY,
    prohibited: { ...DEFAULT_POLICY.prohibited, terms, categories: terms.slice(0, 50) },
  };
  await savePolicy({ ctx, input: { from: 0, policy, summary: terms[0] ?? "" } });
  expect((await getPolicy({ ctx, input: {} })).policy.prohibited.terms).toEqual(terms);

  for (const text of TEXTS) {
    await savePrompt({ ctx, input: { name: "plan.draft", text, note: "" } });
    const [latest] = (await getPrompt({ ctx, input: { name: "plan.draft" } })).versions;
    expect(latest?.text).toBe(text.replace(/\r\n?/g, "\n"));
  }

  const planId = await newPlan(db, { workspaceId, userId }, { graph: testGraph(["a"]) });
  const names = LINES.filter((text) => text.length <= 120).slice(0, 290);
  for (const name of names) await savePlaybook({ ctx, input: { planId, name, description: name } });
  const { saved } = await listPlaybooks({ ctx, input: {} });
  const kept = saved.map(({ name, description }) => [name, description]);
  expect(kept).toEqual(expect.arrayContaining(names.map((name) => [name, name])));
});

const echo = defineTool({
  name: "t.echo",
  title: "Echo",
  description: "",
  input: z.object({ texts: z.array(z.string()) }),
  output: z.object({ texts: z.array(z.string()), keyed: z.record(z.string(), z.string()) }),
  sideEffect: "idempotent",
  timeoutSeconds: 30,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: ({ texts }) => {
    const keyed = Object.fromEntries(texts.map((text, at) => [`${text}${at}`, text]));
    return Promise.resolve({ output: { texts, keyed }, summary: "Said again." });
  },
});

test("in a tool's arguments and output, carried out by a worker, and in an output put right by hand", async () => {
  const { ctx, workspaceId } = await newMember(db);
  await allowEverything(db, workspaceId);
  const texts = [...NAUGHTY];
  const step = testStep("a", { tool: "t.echo", args: { texts: { kind: "literal", value: texts } } });
  const { runId } = await seedRun(db, testGraph([step]), { workspaceId, toolVersions: { "t.echo": "1" } });
  const stop = workerWithin(url, [echo]);
  await expect
    .poll(() => db.run.findFirstOrThrow({ where: { id: runId } }).then(({ status }) => status), {
      timeout: MOST_MS,
    })
    .toBe("succeeded");
  await stop();
  const done = await getStepRun({ ctx, input: { runId, stepId: "a" } });
  const keyed = Object.fromEntries(texts.map((text, at) => [`${text}${at}`, text]));
  expect(done.output).toEqual({ texts, keyed });

  await correctOutput({ ctx, input: { runId, stepId: "a", output: { texts: texts.toReversed(), keyed } } });
  const corrected = await getStepRun({ ctx, input: { runId, stepId: "a" } });
  expect(corrected.output).toEqual({ texts: texts.toReversed(), keyed });
});
