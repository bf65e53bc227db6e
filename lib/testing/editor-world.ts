import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { Failure, Result } from "#lib/domain/errors.ts";
import { NOTHING_KNOWN } from "#lib/domain/known-uses.ts";
import type { StreamEvent } from "#lib/domain/event.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PatchOperation, PlanPatch } from "#lib/domain/patch.ts";
import type { Author, PlanGraph } from "#lib/domain/plan.ts";
import type { PlanView } from "#lib/domain/view.ts";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";

export const PLAN_ID = newId();
const ME: Author = { kind: "person", userId: "me", name: "Me" };
export const GRACE: Author = { kind: "person", userId: "grace", name: "Grace" };

type KeyedPatch = { key: string; patch: PlanPatch };
type Row = KeyedPatch & { rev: number; author: Author };
type Answer =
  { status: "saved"; rev: number } | { status: "conflict"; rev: number; graph: PlanGraph; patches: Row[] };

/** The plan as the savePatches service keeps it, in memory: same answers, same order, same recognition of keys. */
export class Server {
  graph: PlanGraph = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);
  rev = 0;
  log: Row[] = [];
  requests: KeyedPatch[][] = [];
  /** What to do to the next requests: nothing arrives, the answer is lost, or a refusal. */
  faults: ("unreachable" | "answer lost" | Failure)[] = [];
  /** While set, answers wait. */
  gate: Promise<void> | null = null;

  save = async (input: {
    planId: string;
    baseRev: number;
    patches: KeyedPatch[];
  }): Promise<Result<Answer>> => {
    const fault = this.faults.shift();
    if (fault === "unreachable") throw new Error("fetch failed");
    this.requests.push(input.patches);
    const result: Result<Answer> =
      typeof fault === "object" ? { ok: false, error: fault } : { ok: true, value: this.#answer(input) };
    await this.gate;
    if (fault === "answer lost") throw new Error("fetch failed");
    return result;
  };

  append(patch: PlanPatch, author: Author, key = newId()): void {
    const outcome = applyPatch(this.graph, patch);
    if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
    this.graph = outcome.graph;
    this.rev += 1;
    this.log.push({ rev: this.rev, key, patch, author });
  }

  #answer({ baseRev, patches }: { baseRev: number; patches: KeyedPatch[] }): Answer {
    const since = this.log.filter(
      (row) => row.rev > baseRev || patches.some((patch) => patch.key === row.key),
    );
    if (since.some((row, i) => row.key !== patches[i]?.key)) {
      const newer = this.log.filter((row) => row.rev > baseRev);
      return { status: "conflict", rev: this.rev, graph: this.graph, patches: newer };
    }
    for (const { key, patch } of patches.slice(since.length)) this.append(patch, ME, key);
    return { status: "saved", rev: this.rev };
  }

  event(rev: number): StreamEvent {
    const row = this.log.find((each) => each.rev === rev);
    if (!row) throw new Error(`no rev ${rev}`);
    return {
      topic: `plan:${PLAN_ID}`,
      seq: rev,
      at: "2026-11-23T00:00:00Z",
      body: { type: "plan.patched", ...row },
    };
  }

  view(): PlanView {
    const { graph, rev } = this;
    return {
      id: PLAN_ID,
      title: "Plan",
      goal: "Goal",
      status: "draft",
      message: null,
      analysis: null,
      choice: null,
      questions: null,
      attachments: [],
      report: null,
      rev,
      graph,
      versions: [],
      runs: [],
      equipment: { checker: false, executor: false },
      estimateBasis: NOTHING_KNOWN,
      seq: rev,
    };
  }
}

/** Time that passes when told to. */
export class Clock {
  now = 0;
  #tasks: { at: number; task: () => void }[] = [];

  schedule = (milliseconds: number, task: () => void) => {
    const entry = { at: this.now + milliseconds, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((each) => each !== entry);
    };
  };

  /** Lets time pass, and everything that follows from it. */
  async pass(milliseconds: number): Promise<void> {
    this.now += milliseconds;
    const due = this.#tasks.filter((each) => each.at <= this.now);
    this.#tasks = this.#tasks.filter((each) => each.at > this.now);
    for (const { task } of due) task();
    await settle();
  }
}

/** Everything in this test's world is promises that are kept already: one turn of the event loop settles them all. */
export const settle = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** The part of the browser's localStorage that the editor uses. */
export class MemoryStorage {
  readonly entries = new Map<string, string>();
  /** It takes nothing more, as a browser's whose quota is used up. */
  full = false;
  get length() {
    return this.entries.size;
  }
  key = (i: number) => [...this.entries.keys()][i] ?? null;
  getItem = (name: string) => this.entries.get(name) ?? null;
  setItem = (name: string, value: string) => {
    if (this.full) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    this.entries.set(name, value);
  };
  removeItem = (name: string) => void this.entries.delete(name);
}

/** What an editor's store meets, as a test begins: nothing has happened to any of it. */
export const newWorld = () => ({ server: new Server(), clock: new Clock(), storage: new MemoryStorage() });

/** The patch operation that renames a step. */
export const rename = (stepId: string, title: string): PatchOperation => ({
  op: "update",
  stepId,
  changes: { title },
});

/** The patch operation that adds a step "New <id>" that depends on nothing. */
export const add = (id: string, after: string | null = null): PatchOperation => ({
  op: "add",
  step: makeStep(id, { title: `New ${id}` }),
  after,
  dependencies: [],
});

/** All titles of a graph in the order of its list. */
export const titles = (graph: PlanGraph) => graph.steps.map((step) => step.title).join(", ");
