import { beforeEach, describe, expect, it } from "vitest";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { PlanView } from "#lib/domain/view.ts";
import { add, rename, titles, GRACE, newWorld, PLAN_ID, settle } from "#lib/testing/editor-world.ts";
import { openTestStore } from "./open-test-store.ts";

let { server, clock, storage } = newWorld();

beforeEach(() => {
  ({ server, clock, storage } = newWorld());
});

const open = (plan: PlanView = server.view()) =>
  openTestStore({ plan, save: server.save, schedule: clock.schedule, storage });

const ids = (graph: PlanGraph) => graph.steps.map((step) => step.id).join(" ");

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

  it("is no longer offline when an event tells that what was sent has arrived", async () => {
    const store = open();
    server.faults.push("answer lost");
    store.edit([rename("a", "Mine")]);
    await clock.pass(400);
    expect(store.getState().saveState).toBe("offline");
    store.receive(server.event(1));
    expect(store.getState()).toMatchObject({ saveState: "saved", rev: 1, saveMessage: null });
    await clock.pass(60_000);
    expect(server.requests).toHaveLength(1);
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
    const shown = store.getState().graph;
    store.receive(server.event(1));
    expect(store.getState()).toMatchObject({ rev: 1 });
    release();
    await settle();
    expect(store.getState()).toMatchObject({ rev: 1, saveState: "saved" });
    // What is told of this very graph, such as why a run refused it, still stands.
    expect(store.getState().graph).toBe(shown);
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

  it("has nothing left to do for who went to another page within the pause of a save", async () => {
    const first = open();
    first.edit([rename("b", "Kept")]);
    first.close();
    await expect.poll(() => titles(server.graph)).toBe("Step a, Kept, Step c");
    expect([...storage.entries.keys()].filter((name) => name.includes(":unsaved:"))).toEqual([]);
  });

  it("tells of an edit that no longer fits", async () => {
    const first = open();
    first.edit([rename("b", "Kept")]);
    first.edit([rename("a", "Fits")]);
    // The tab is gone before it could send them.
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
