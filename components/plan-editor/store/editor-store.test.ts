import { beforeEach, describe, expect, it } from "vitest";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { Failure, Result } from "#lib/domain/errors.ts";
import type { StreamEvent } from "#lib/domain/event.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PatchOperation, PlanPatch } from "#lib/domain/patch.ts";
import type { Author, PlanGraph } from "#lib/domain/plan.ts";
import type { PlanView } from "#lib/domain/view.ts";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { createEditorStore } from "./editor-store.ts";
import type { EditorStore, KeyedPatch, SaveAnswer } from "./store-contract.ts";

const PLAN_ID = newId();
const ME: Author = { kind: "person", userId: "me", name: "Me" };
const GRACE: Author = { kind: "person", userId: "grace", name: "Grace" };

/** The plan as the savePatches service keeps it, in memory: same answers, same order, same recognition of keys. */
class Server {
  graph: PlanGraph = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);
  rev = 0;
  log: { rev: number; key: string; patch: PlanPatch; author: Author }[] = [];
  requests: KeyedPatch[][] = [];
  /** What to do to the next requests: nothing arrives, the answer is lost, or a refusal. */
  faults: ("unreachable" | "answer lost" | Failure)[] = [];
  /** While set, answers wait. */
  gate: Promise<void> | null = null;

  save = async (input: {
    planId: string;
    baseRev: number;
    patches: KeyedPatch[];
  }): Promise<Result<SaveAnswer>> => {
    const fault = this.faults.shift();
    if (fault === "unreachable") throw new Error("fetch failed");
    this.requests.push(input.patches);
    const result: Result<SaveAnswer> =
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

  #answer({ baseRev, patches }: { baseRev: number; patches: KeyedPatch[] }): SaveAnswer {
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
      report: null,
      rev,
      graph,
      versions: [],
      runs: [],
      seq: rev,
    };
  }
}

/** Time that passes when told to. */
class Clock {
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
const settle = () => new Promise<void>((resolve) => void setImmediate(resolve));

class MemoryStorage {
  readonly entries = new Map<string, string>();
  get length() {
    return this.entries.size;
  }
  key = (i: number) => [...this.entries.keys()][i] ?? null;
  getItem = (name: string) => this.entries.get(name) ?? null;
  setItem = (name: string, value: string) => void this.entries.set(name, value);
  removeItem = (name: string) => void this.entries.delete(name);
}

let server: Server;
let clock: Clock;
let storage: MemoryStorage;

beforeEach(() => {
  server = new Server();
  clock = new Clock();
  storage = new MemoryStorage();
});

function open(plan: PlanView = server.view()): EditorStore {
  const store = createEditorStore({
    plan,
    tools: [],
    save: server.save,
    schedule: clock.schedule,
    storage,
  });
  store.subscribe(() => undefined);
  return store;
}

const rename = (stepId: string, title: string): PatchOperation => ({
  op: "update",
  stepId,
  changes: { title },
});
const add = (id: string, after: string | null = null): PatchOperation => ({
  op: "add",
  step: makeStep(id, { title: `New ${id}` }),
  after,
  dependencies: [],
});
const titles = (graph: PlanGraph) => graph.steps.map((step) => step.title).join(", ");
const ids = (graph: PlanGraph) => graph.steps.map((step) => step.id).join(" ");

describe("editing", () => {
  it("applies, names, undoes and redoes edits", () => {
    const store = open();
    const before = store.getState().graph;
    expect(store.edit([add("n", "a")])).toEqual({ ok: true });
    expect(store.getState()).toMatchObject({ canUndo: true, undoName: "Undo add New n", canRedo: false });
    store.edit([rename("a", "First")]);
    expect(store.getState().undoName).toBe("Undo rename Step a to First");
    store.undo();
    store.undo();
    expect(store.getState().graph).toEqual(before);
    expect(store.getState()).toMatchObject({ undoName: null, redoName: "Redo add New n" });
    store.redo();
    store.redo();
    expect(titles(store.getState().graph)).toBe("First, New n, Step b, Step c");
    expect(store.undo().ok && store.edit([rename("b", "B")]).ok).toBe(true);
    expect(store.getState().canRedo).toBe(false);
  });

  it("refuses what does not fit with the reason, and changes nothing", () => {
    const store = open();
    const before = store.getState();
    expect(store.edit([{ op: "connect", from: "c", to: "a" }])).toMatchObject({ ok: false });
    expect(store.edit([rename("a", "  ")])).toEqual({ ok: false, message: "The title is empty." });
    expect(store.edit([rename("a", "half \ud800")])).toMatchObject({ ok: false });
    const nul: PatchOperation = {
      op: "update",
      stepId: "a",
      changes: { args: { query: { kind: "literal", value: "\u0000" } } },
    };
    expect(store.edit([nul])).toMatchObject({ ok: false });
    expect(store.getState()).toBe(before);
  });

  it("makes one undo entry and one patch of a spell of typing", async () => {
    const store = open();
    for (const title of ["M", "Ma", "Market"]) store.edit([rename("a", title)], { coalesce: "title:a" });
    store.edit([rename("b", "Other")], { coalesce: "title:b" });
    await clock.pass(400);
    expect(server.log.map(({ patch }) => patch)).toEqual([[rename("a", "Market")], [rename("b", "Other")]]);
    store.undo();
    expect(store.getState().undoName).toBe("Undo rename Step a to Market");
    store.undo();
    expect(titles(store.getState().graph)).toBe("Step a, Step b, Step c");
  });

  it("saves the title as the server would keep it", async () => {
    const store = open();
    store.edit([rename("a", "  Trimmed ")]);
    await store.flush();
    expect(store.getState().graph.steps[0]?.title).toBe("Trimmed");
    expect(server.graph).toEqual(store.getState().graph);
  });

  it("forgets the selection of a step that is gone, and reports findings", () => {
    const store = open();
    store.select(["a", "b"]);
    store.edit([{ op: "remove", stepId: "a", bridge: true }]);
    expect(store.getState().selection).toEqual(["b"]);
    expect(store.getState().findings).toContainEqual(
      expect.objectContaining({ rule: "unknown_tool", stepId: "b", field: "tool" }),
    );
  });

  it("waits for the planner", () => {
    const store = open({ ...server.view(), status: "planning" });
    expect(store.edit([rename("a", "A")])).toMatchObject({ ok: false });
  });
});

describe("saving", () => {
  it("after a pause, one request at a time, everything in order", async () => {
    const store = open();
    store.edit([rename("a", "1")]);
    await clock.pass(300);
    store.edit([rename("a", "2")]);
    await clock.pass(300);
    expect(server.requests).toEqual([]);
    expect(store.getState().saveState).toBe("unsaved");
    let release = () => {};
    server.gate = new Promise((resolve) => (release = resolve));
    await clock.pass(100);
    expect(store.getState().saveState).toBe("saving");
    store.edit([rename("a", "3")]);
    await clock.pass(1_000);
    expect(server.requests).toHaveLength(1);
    release();
    server.gate = null;
    await settle();
    await clock.pass(400);
    expect(server.requests.map((request) => request.length)).toEqual([2, 1]);
    expect(store.getState()).toMatchObject({ saveState: "saved", rev: 3 });
    expect(server.graph).toEqual(store.getState().graph);
  });

  it("flush sends at once and tells whether the server has everything", async () => {
    const store = open();
    store.edit([rename("a", "1")]);
    expect(await store.flush()).toBe(true);
    expect(store.getState()).toMatchObject({ saveState: "saved", rev: 1 });
    server.faults.push("unreachable");
    store.edit([rename("a", "2")]);
    expect(await store.flush()).toBe(false);
  });

  it("goes on by itself when the server is reachable again, and sends nothing twice", async () => {
    const store = open();
    server.faults.push("unreachable", "unreachable", "answer lost");
    store.edit([add("n")]);
    await clock.pass(400);
    expect(store.getState()).toMatchObject({ saveState: "offline" });
    expect(store.getState().saveMessage).toContain("kept in this browser");
    await clock.pass(1_000);
    await clock.pass(2_000);
    expect(store.getState().saveState).toBe("offline");
    await clock.pass(4_000);
    expect(store.getState()).toMatchObject({ saveState: "saved", saveMessage: null, rev: 1 });
    expect(server.log).toHaveLength(1);
  });

  it("does not change an edit that the server may have under its key", async () => {
    const store = open();
    server.faults.push("answer lost");
    store.edit([rename("a", "1")], { coalesce: "title:a" });
    await clock.pass(400);
    store.edit([rename("a", "2")], { coalesce: "title:a" });
    await clock.pass(400);
    expect(server.graph.steps[0]?.title).toBe("2");
    expect(server.rev).toBe(2);
    expect(store.getState()).toMatchObject({ saveState: "saved", rev: 2 });
  });

  it("says why the server refuses, and lets the edits be thrown away", async () => {
    const store = open();
    server.faults.push({ code: "forbidden", message: "Your role (viewer) does not allow this.", issues: [] });
    store.edit([rename("a", "1")]);
    await clock.pass(400);
    expect(store.getState()).toMatchObject({
      saveState: "refused",
      saveMessage: "Your role (viewer) does not allow this.",
    });
    await clock.pass(100_000);
    expect(server.requests).toHaveLength(1);
    store.discardUnsaved();
    expect(store.getState()).toMatchObject({ saveState: "saved", saveMessage: null, canUndo: false });
    expect(store.getState().graph.steps[0]?.title).toBe("Step a");
    expect(storage.length).toBe(0);
  });
});

describe("with others", () => {
  it("merges when the server was ahead, and saves the merged edits", async () => {
    const store = open();
    server.append([add("theirs", "a")], GRACE);
    store.edit([rename("a", "Mine")]);
    await clock.pass(400);
    expect(ids(store.getState().graph)).toBe("a theirs b c");
    expect(store.getState()).toMatchObject({ saveState: "saved", rev: 2 });
    expect(store.getState().mergeNotice).toEqual({
      authors: ["Grace"],
      merged: ["Add New theirs"],
      conflicts: [],
      dropped: [],
    });
    expect(server.graph).toEqual(store.getState().graph);
    expect(server.log.map(({ author }) => author.kind === "person" && author.name)).toEqual(["Grace", "Me"]);
  });

  it("says what clashed and whose stands", async () => {
    const store = open();
    server.append([rename("a", "Theirs")], GRACE);
    store.edit([rename("a", "Mine")]);
    await clock.pass(400);
    expect(store.getState().saveState).toBe("conflict");
    expect(store.getState().mergeNotice?.conflicts).toMatchObject([
      { stepId: "a", field: "title", mine: "Mine", theirs: "Theirs", kept: "mine" },
    ]);
    expect(server.graph.steps[0]?.title).toBe("Mine");
    store.dismissNotice();
    expect(store.getState()).toMatchObject({ saveState: "saved", mergeNotice: null });
  });

  it("sends a merged patch where the edit itself no longer fits", async () => {
    const store = open();
    server.append([{ op: "remove", stepId: "b", bridge: true }], GRACE);
    store.edit([rename("b", "Mine"), { op: "connect", from: "a", to: "c" }]);
    await clock.pass(400);
    expect(store.getState().mergeNotice?.conflicts).toMatchObject([
      { stepId: "b", field: "step", kept: "mine" },
    ]);
    expect(server.graph).toEqual(store.getState().graph);
    expect(titles(server.graph)).toBe("Step a, Mine, Step c");
  });

  it("takes events under the pending edits, and knows its own", async () => {
    const store = open();
    store.edit([rename("a", "Mine")]);
    server.append([rename("b", "Theirs")], GRACE);
    expect(store.receive(server.event(1))).toBe("applied");
    expect(titles(store.getState().graph)).toBe("Mine, Theirs, Step c");
    expect(store.getState()).toMatchObject({ rev: 1, saveState: "unsaved" });
    await clock.pass(400);
    const saved = store.getState().graph;
    expect(store.receive(server.event(2))).toBe("applied");
    expect(store.getState().graph).toBe(saved);
    expect(store.getState()).toMatchObject({ rev: 2, saveState: "saved" });
    expect(server.graph).toEqual(saved);
  });

  it("knows its own event even when it comes before the answer", async () => {
    const store = open();
    let release = () => {};
    server.gate = new Promise((resolve) => (release = resolve));
    store.edit([add("n")]);
    await clock.pass(400);
    store.receive(server.event(1));
    expect(store.getState()).toMatchObject({ rev: 1 });
    release();
    await settle();
    expect(store.getState()).toMatchObject({ rev: 1, saveState: "saved" });
    expect(ids(store.getState().graph)).toBe("n a b c");
  });

  it("reports a gap, and takes in the plan fetched anew under the pending edits", async () => {
    const store = open();
    store.edit([rename("a", "Mine")]);
    server.append([add("x")], GRACE);
    server.append([add("y")], GRACE);
    expect(store.receive(server.event(2))).toBe("gap");
    store.replace({ ...server.view(), title: "Renamed" });
    expect(store.getState()).toMatchObject({ rev: 2, plan: { title: "Renamed" } });
    expect(titles(store.getState().graph)).toBe("New y, New x, Mine, Step b, Step c");
    await clock.pass(400);
    expect(server.graph).toEqual(store.getState().graph);
  });

  it("does not repeat an edit whose answer was lost when the plan is fetched anew", async () => {
    const store = open();
    server.faults.push("answer lost");
    store.edit([add("n")]);
    await clock.pass(400);
    server.append([rename("n", "Theirs")], GRACE);
    store.replace(server.view());
    await clock.pass(1_000);
    expect(server.log).toHaveLength(2);
    expect(store.getState()).toMatchObject({ rev: 2, saveState: "saved" });
    expect(store.getState().graph).toEqual(server.graph);
  });

  it("undoes an edit of mine after others' edits, and says when it cannot", async () => {
    const store = open();
    store.edit([rename("b", "Mine")]);
    store.edit([add("n")]);
    await clock.pass(400);
    server.append([rename("c", "Theirs"), { op: "remove", stepId: "n", bridge: false }], GRACE);
    store.receive(server.event(1));
    store.receive(server.event(2));
    store.receive(server.event(3));
    expect(store.undo()).toMatchObject({ ok: false });
    expect(store.undo()).toEqual({ ok: true });
    expect(titles(store.getState().graph)).toBe("Step a, Step b, Theirs");
  });

  it("settles to one graph for two editors who both work on", async () => {
    const [mine, theirs] = [open(), open()];
    for (let round = 0; round < 10; round++) {
      mine.edit([add(`m${round}`, "a")]);
      theirs.edit([rename("b", `Round ${round}`), add(`t${round}`, "c")]);
      if (round % 3 === 0) await clock.pass(400);
      else await Promise.all([mine.flush(), theirs.flush()]);
    }
    await Promise.all([mine.flush(), theirs.flush()]);
    for (const store of [mine, theirs]) {
      // Its own stream brings everything, what it knows already too.
      for (let seq = 1; seq <= server.rev; seq++) expect(store.receive(server.event(seq))).toBe("applied");
      expect(store.getState().rev).toBe(server.rev);
      expect(store.getState().graph).toEqual(server.graph);
    }
    expect(server.graph.steps).toHaveLength(23);
  });
});

describe("a reload", () => {
  it("brings unsaved edits back and saves them", async () => {
    const first = open();
    server.faults.push("unreachable");
    first.edit([rename("a", "Kept")]);
    await clock.pass(400);
    first.close();
    const second = open();
    expect(second.getState()).toMatchObject({ saveState: "unsaved" });
    expect(second.getState().graph.steps[0]?.title).toBe("Kept");
    await clock.pass(400);
    expect(server.graph.steps[0]?.title).toBe("Kept");
    expect(storage.length).toBe(0);
  });

  it("saves nothing twice when the first visit's answer was lost and others went on", async () => {
    const first = open();
    server.faults.push("answer lost");
    first.edit([add("saved")]);
    await clock.pass(400);
    first.edit([add("unsaved", "a")]);
    first.close();
    server.append([rename("b", "Theirs")], GRACE);
    const second = open();
    second.edit([rename("c", "Typed meanwhile")]);
    await second.flush();
    expect(titles(server.graph)).toBe("New saved, Step a, New unsaved, Theirs, Typed meanwhile");
    expect(second.getState().graph).toEqual(server.graph);
    expect(second.getState().saveState).toBe("saved");
    expect(storage.length).toBe(0);
  });

  it("tells of an edit that no longer fits", async () => {
    const first = open();
    first.edit([rename("b", "Kept")]);
    first.edit([rename("a", "Fits")]);
    first.close();
    server.append([{ op: "remove", stepId: "b", bridge: true }], GRACE);
    const second = open();
    await second.flush();
    expect(second.getState().mergeNotice?.dropped).toEqual([
      "Rename b to Kept: The plan has no step “b”. It may have been removed.",
    ]);
    expect(titles(server.graph)).toBe("Fits, Step c");
  });

  it("survives storage that cannot be read or written", async () => {
    storage.setItem(`planwright:unsaved:${PLAN_ID}:old`, "{not json");
    storage.setItem = () => {
      throw new Error("quota");
    };
    const store = open();
    expect(store.edit([rename("a", "A")])).toEqual({ ok: true });
    expect(await store.flush()).toBe(true);
  });
});
