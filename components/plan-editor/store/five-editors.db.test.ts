import { expect, test } from "vitest";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { dependencyKey, diffGraphs } from "#lib/domain/diff-graphs.ts";
import type { PatchOperation, PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { PlanView } from "#lib/domain/view.ts";
import { DEFAULT_POLICY } from "#lib/domain/policy.ts";
import { readEvents } from "#lib/events/read.ts";
import { newId } from "#lib/domain/new-id.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { savePatches } from "#lib/services/save-patches.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { testDb } from "#lib/testing/database.ts";
import { Clock } from "#lib/testing/editor-world.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { Random } from "#lib/testing/crash/random.ts";
import { createEditorStore } from "./editor-store.ts";
import * as checks from "./plan-checks.ts";
import type { EditorStore } from "./store-contract.ts";

const { prisma } = await testDb();

const ROUNDS = 200;
const EDITORS = 5;
/** What happens in a round: edits, savings and looks at what others did, by whoever it is the turn of. */
const TURNS = 60;

/** One person's edit, with what its step was called for them when they made it. */
type Made = { operation: PatchOperation; before: string | null };
type Row = { patch: PlanPatch; userId: string };

/** A person with the plan open, over the real service, by a network that loses requests and answers. */
class Editor {
  readonly made: Made[] = [];
  readonly store: EditorStore;
  readonly ctx: ServiceContext;
  readonly planId: string;
  seq: number;

  private constructor(ctx: ServiceContext, plan: PlanView, random: () => number) {
    this.ctx = ctx;
    this.planId = plan.id;
    this.seq = plan.seq;
    this.store = createEditorStore({
      checks,
      plan,
      tools: [],
      policy: DEFAULT_POLICY,
      schedule: new Clock().schedule,
      storage: null,
      save: async (input) => {
        const luck = random();
        if (luck < 0.1) throw new Error("The request got lost.");
        const value = await savePatches({ ctx: this.ctx, input });
        if (luck < 0.2) throw new Error("The answer got lost.");
        return { ok: true, value };
      },
    });
  }

  static async open(owner: ServiceContext, planId: string, name: string, random: () => number) {
    if (owner.actor.kind !== "user") throw new Error("Nobody edits.");
    const ctx = { ...owner, actor: { ...owner.actor, userId: newId(), name } };
    return new Editor(ctx, await getPlan({ ctx, input: { planId } }), random);
  }

  get id(): string {
    return this.ctx.actor.kind === "user" ? this.ctx.actor.userId : "";
  }

  edit(operation: PatchOperation): void {
    const { graph } = this.store.getState();
    const about = "stepId" in operation ? operation.stepId : null;
    const before = graph.steps.find(({ id }) => id === about)?.title ?? null;
    if (this.store.edit([operation]).ok) this.made.push({ operation, before });
  }

  /** Takes in what others did. */
  async look(): Promise<void> {
    const topic = `plan:${this.planId}`;
    const { workspaceId } = this.ctx.actor;
    for (const event of await readEvents(prisma, workspaceId, { [topic]: this.seq })) {
      if (this.store.receive(event) === "gap") {
        const plan = await getPlan({ ctx: this.ctx, input: { planId: this.planId } });
        this.store.replace(plan);
        this.seq = plan.seq;
        return;
      }
      this.seq = event.seq;
    }
  }

  /** Whether this person was told of something about a step: that edits clashed, or that one no longer fits. */
  toldOf(stepId: string, title: string | null): boolean {
    const notice = this.store.getState().mergeNotice;
    return (
      notice !== null &&
      (notice.conflicts.some((conflict) => conflict.stepId === stepId) ||
        notice.dropped.some((text) => title !== null && text.includes(title)))
    );
  }
}

/** An edit of a kind that the dice say, of what the editor's graph has; a title is never given twice. */
function anyEdit(graph: PlanGraph, random: () => number, fresh: string): PatchOperation | null {
  const pick = () => graph.steps[Math.floor(random() * graph.steps.length)]?.id ?? "";
  const kind = random();
  if (kind < 0.2 || graph.steps.length < 2) {
    const step = makeStep(`s-${fresh}`, { title: `Added ${fresh}` });
    return { op: "add", step, after: graph.steps.at(-1)?.id ?? null, dependencies: [] };
  }
  if (kind < 0.65) return { op: "update", stepId: pick(), changes: { title: `Named ${fresh}` } };
  if (kind < 0.75) return { op: "remove", stepId: pick(), bridge: true };
  if (kind < 0.9) return { op: "connect", from: pick(), to: pick() };
  return { op: "move", stepId: pick(), after: null, rewire: false };
}

/** What of an edit is in none of the saved patches, and of which nobody was told; null: nothing. */
function lost(editor: Editor, at: number, rows: readonly Row[], lines: ReadonlySet<string>): string | null {
  const { operation } = editor.made[at] ?? {};
  if (!operation) return null;
  const later = editor.made.slice(at + 1).map((made) => made.operation);
  const removed = (stepId: string) => (one: PatchOperation) => one.op === "remove" && one.stepId === stepId;
  const own = rows.filter(({ userId }) => userId === editor.id).flatMap(({ patch }) => patch);
  const all = rows.flatMap(({ patch }) => patch);
  switch (operation.op) {
    case "add": {
      const { id, title } = operation.step;
      const there = own.some((one) => one.op === "add" && one.step.id === id);
      return there || later.some(removed(id)) || editor.toldOf(id, title) ? null : `the step ${title}`;
    }
    case "update": {
      const { stepId } = operation;
      const { title = "" } = operation.changes;
      const again = (one: PatchOperation) => one.op === "update" && one.stepId === stepId;
      const there = own.some(
        (one) =>
          (one.op === "update" && one.stepId === stepId && one.changes.title === title) ||
          (one.op === "add" && one.step.title === title),
      );
      if (there || later.some(again) || later.some(removed(stepId))) return null;
      return editor.toldOf(stepId, title) ? null : `the title ${title}`;
    }
    case "remove": {
      const { stepId } = operation;
      // Added and removed again before it was saved: nobody ever had it.
      const known = all.some((one) => one.op === "add" && one.step.id === stepId) || !stepId.startsWith("s-");
      return !known || all.some(removed(stepId)) || editor.toldOf(stepId, null)
        ? null
        : `the removal of ${stepId}`;
    }
    case "connect": {
      const { from, to } = operation;
      const there = lines.has(dependencyKey({ from, to }));
      const gone = [from, to].some((id) => all.some(removed(id)) || later.some(removed(id)));
      return there || gone || editor.toldOf(to, null) || editor.toldOf(from, null)
        ? null
        : `the line ${from} > ${to}`;
    }
    default:
      return null;
  }
}

/** Every dependency that the saved plan had at some time, also for a bridge over a removed step. */
function everyLine(start: PlanGraph, rows: readonly Row[]): Set<string> {
  let graph = start;
  const lines = new Set(graph.dependencies.map(dependencyKey));
  for (const { patch } of rows) {
    const outcome = applyPatch(graph, patch);
    if (!outcome.ok) throw new Error("A saved patch does not apply.");
    graph = outcome.graph;
    for (const line of graph.dependencies) lines.add(dependencyKey(line));
  }
  return lines;
}

/** Titles that were written over what their writer had not seen, without their being told. */
function overwritten(start: PlanGraph, editors: readonly Editor[], rows: readonly Row[]): string[] {
  let graph = start;
  const silent: string[] = [];
  for (const { patch, userId } of rows) {
    const editor = editors.find(({ id }) => id === userId);
    for (const one of patch) {
      if (one.op !== "update" || one.changes.title === undefined || !editor) continue;
      const stood = graph.steps.find(({ id }) => id === one.stepId)?.title;
      const mine = editor.made.filter(
        ({ operation }) => operation.op === "update" && operation.stepId === one.stepId,
      );
      const seen = mine.some(({ before }) => before === stood);
      const own = mine.some(
        ({ operation }) => operation.op === "update" && operation.changes.title === stood,
      );
      if (!seen && !own && !editor.toldOf(one.stepId, null)) silent.push(`${stood} by ${one.changes.title}`);
    }
    const outcome = applyPatch(graph, patch);
    if (!outcome.ok) throw new Error("A saved patch does not apply.");
    graph = outcome.graph;
  }
  return silent;
}

async function round(number: number): Promise<void> {
  const dice = new Random(`${number}`);
  const random = () => dice.next();
  const owner = await newMember(prisma);
  const start = makeGraph(["a", "b", "c", "d", "e"], ["a>b", "b>c", "a>d", "d>e"]);
  const planId = await newPlan(prisma, owner, { graph: start });
  const editors: Editor[] = [];
  for (let i = 0; i < EDITORS; i++) {
    editors.push(await Editor.open(owner.ctx, planId, `Editor ${i + 1}`, random));
  }
  const work: Promise<unknown>[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const editor = editors[Math.floor(random() * EDITORS)];
    if (!editor) continue;
    const luck = random();
    const operation = luck < 0.6 ? anyEdit(editor.store.getState().graph, random, `${number}-${turn}`) : null;
    if (operation) editor.edit(operation);
    // Not waited for: others go on meanwhile.
    else if (luck < 0.8) work.push(editor.store.flush());
    else await editor.look();
  }
  await Promise.all(work);
  const plan = () => prisma.plan.findFirstOrThrow({ where: { id: planId } });
  for (;;) {
    for (const editor of editors) {
      await editor.store.flush();
      await editor.look();
    }
    const { draftRev } = await plan();
    const done = editors.every(({ store }) => {
      const { saveState, rev } = store.getState();
      return (saveState === "saved" || saveState === "conflict") && rev === draftRev;
    });
    if (done) break;
  }
  const saved = await prisma.draftPatch.findMany({ where: { planId }, orderBy: { rev: "asc" } });
  const rows = saved.map((row) => ({
    patch: row.patch as PlanPatch,
    userId: (row.author as { userId: string }).userId,
  }));
  const draft = (await plan()).draft as PlanGraph;
  for (const { store } of editors) expect(diffGraphs(store.getState().graph, draft)).toEqual([]);
  const lines = everyLine(start, rows);
  const gone = editors.flatMap((editor) =>
    editor.made.flatMap((_, at) => lost(editor, at, rows, lines) ?? []),
  );
  expect(gone).toEqual([]);
  expect(overwritten(start, editors, rows)).toEqual([]);
}

test(`in ${ROUNDS} rounds five people edit one plan at once, and no edit is lost without their being told`, async () => {
  for (let number = 1; number <= ROUNDS; number++) {
    await round(number).catch((cause: unknown) => {
      throw new Error(`In round ${number}.`, { cause });
    });
  }
}, 600_000);
