import { beforeEach, describe, expect, it } from "vitest";
import type { PatchOperation } from "#lib/domain/patch.ts";
import { DEFAULT_POLICY, Policy } from "#lib/domain/policy.ts";
import type { PlanView } from "#lib/domain/view.ts";
import { add, GRACE, MemoryStorage, newWorld, rename, titles, settle } from "#lib/testing/editor-world.ts";
import { openTestStore } from "./open-test-store.ts";
import type { EditorStore } from "./store-contract.ts";

let { server, clock, storage } = newWorld();

beforeEach(() => {
  ({ server, clock, storage } = newWorld());
});

const world = (plan: PlanView = server.view()) => ({
  plan,
  save: server.save,
  schedule: clock.schedule,
  storage,
});

const open = (plan?: PlanView) => openTestStore(world(plan));

describe("a patch that the server makes for this person", () => {
  const accept = (key: string) => {
    server.append([rename("b", "Theirs"), add("n", "b")], GRACE, key);
    return server.event(server.rev);
  };

  it("is one undo entry here, and undone like any edit", async () => {
    const store = open();
    expect(await store.flush()).toBe(true);
    const before = store.getState().graph;
    store.makeUndoable("chat:1");
    store.receive(accept("chat:1"));
    expect(titles(store.getState().graph)).toContain("Theirs");
    expect(store.getState()).toMatchObject({ canUndo: true, undoName: "Undo add New n", mergeNotice: null });
    store.undo();
    expect(store.getState().graph).toEqual(before);
    expect(store.getState().canRedo).toBe(true);
    // Nothing had to be saved when it was asked for; what comes later is saved all the same.
    await clock.pass(1_000);
    expect(store.getState().saveState).toBe("saved");
    expect(server.graph).toEqual(before);
  });

  it("bears the name that it was given", () => {
    const store = open();
    store.makeUndoable("take:1", "Use the cheap plan");
    store.receive(accept("take:1"));
    expect(store.getState().undoName).toBe("Undo use the cheap plan");
    store.undo();
    expect(store.getState().redoName).toBe("Redo use the cheap plan");
  });

  it("is none in another editor", () => {
    const store = open();
    store.receive(accept("chat:1"));
    expect(store.getState().canUndo).toBe(false);
  });

  it("leaves edits that are not saved yet on top, and takes back only itself", () => {
    const store = open();
    store.edit([rename("a", "Mine")]);
    store.makeUndoable("chat:1");
    store.receive(accept("chat:1"));
    store.undo();
    expect(titles(store.getState().graph)).toBe("Mine, Step b, Step c");
  });
});

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

  it("is undone and redone after the page was left and loaded again in the same tab, but in no other", async () => {
    const tabStorage = new MemoryStorage();
    const here = () => openTestStore({ ...world(), tabStorage });
    const first = here();
    first.edit([rename("a", "First")]);
    first.edit([rename("a", "Second")], { coalesce: "title:a" });
    first.undo();
    expect(await first.flush()).toBe(true);
    first.close();
    const again = here();
    expect(again.getState()).toMatchObject({
      undoName: "Undo rename Step a to First",
      redoName: "Redo rename First to Second",
    });
    again.redo();
    expect(titles(again.getState().graph)).toContain("Second");
    again.undo();
    again.undo();
    expect(titles(again.getState().graph)).toContain("Step a");
    expect(open().getState()).toMatchObject({ canUndo: false, canRedo: false });
  });

  it("is undone also after a tab that had no time to leave anything, once its edits were saved", async () => {
    const tabStorage = new MemoryStorage();
    const first = openTestStore({ ...world(), tabStorage });
    first.edit([rename("a", "First")]);
    await clock.pass(1_000);
    expect(first.getState().saveState).toBe("saved");
    const again = openTestStore({ ...world(), tabStorage });
    expect(again.getState().undoName).toBe("Undo rename Step a to First");
    // And so after one that nothing was edited in, but not what a full storage could not bring up to date.
    const third = openTestStore({ ...world(), tabStorage });
    expect(third.getState().canUndo).toBe(true);
    tabStorage.full = true;
    third.edit([rename("a", "Second")]);
    expect(await third.flush()).toBe(true);
    expect(openTestStore({ ...world(), tabStorage }).getState().canUndo).toBe(false);
  });

  it("says what can no longer be undone of what was done before the page was loaded", async () => {
    const tabStorage = new MemoryStorage();
    const first = openTestStore({ ...world(), tabStorage });
    first.edit([rename("a", "First")]);
    expect(await first.flush()).toBe(true);
    first.close();
    server.append([{ op: "remove", stepId: "a", bridge: true }], GRACE);
    const again = openTestStore({ ...world(), tabStorage });
    const outcome = again.undo();
    expect(outcome.ok ? null : outcome.message).toMatch(
      /^“Rename Step a to First” can no longer be undone\./,
    );
    // What cannot be read is as good as nothing.
    tabStorage.setItem(`planwright:history:${server.view().id}`, '{"undo":[{"name":1}]}');
    expect(openTestStore({ ...world(), tabStorage }).getState().canUndo).toBe(false);
  });

  it("ends a spell of typing when its field is left", () => {
    const store = open();
    for (const title of ["M", "Ma"]) store.edit([rename("a", title)], { coalesce: "title:a" });
    store.endTyping();
    for (const title of ["Mar", "Mark"]) store.edit([rename("a", title)], { coalesce: "title:a" });
    store.undo();
    expect(titles(store.getState().graph)).toBe("Ma, Step b, Step c");
    expect(store.getState().undoName).toBe("Undo rename Step a to Ma");
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

  it("checks what is typed at the next pause, and any other edit at once", async () => {
    const store = open();
    await clock.pass(0);
    const missing = () => store.getState().findings.filter(({ message }) => message.includes("gather"));
    const type = (tool: string) =>
      store.edit([{ op: "update", stepId: "b", changes: { tool } }], { coalesce: "tool:b" });
    type("gather.new");
    await clock.pass(149);
    type("gather.news");
    await clock.pass(149);
    expect(store.getState().graph.steps.find(({ id }) => id === "b")?.tool).toBe("gather.news");
    expect(missing()).toEqual([]);
    await clock.pass(1);
    expect(missing()).not.toEqual([]);
    // A step that is removed takes what is said of it along, also amid typing.
    type("gather.more");
    store.edit([{ op: "remove", stepId: "b", bridge: true }]);
    expect(missing()).toEqual([]);
  });

  it("says what the policy says of the plan, after a pause, and of another policy at once", async () => {
    const said = (store: EditorStore) =>
      store.getState().findings.filter(({ rule }) => rule === "prohibited");
    const untilSaid = (store: EditorStore, count: number) =>
      new Promise<void>((resolve) => {
        const look = () => said(store).length === count && resolve();
        store.subscribe(look);
        look();
      });
    const store = open();
    await clock.pass(0);
    store.holdTo(Policy.parse({ prohibited: { terms: ["gossip"] } }));
    store.edit([rename("b", "Gather gossip")]);
    await clock.pass(199);
    expect(said(store)).toEqual([]);
    await clock.pass(1);
    await untilSaid(store, 1);
    expect(said(store)).toMatchObject([{ severity: "error", stepId: "b", field: "title" }]);
    // Of a step that is gone nothing is said any more, not even until the next check.
    store.edit([{ op: "remove", stepId: "b", bridge: true }]);
    expect(said(store)).toEqual([]);
    store.undo();
    expect(said(store)).toHaveLength(1);
    store.holdTo(DEFAULT_POLICY);
    await clock.pass(0);
    await untilSaid(store, 0);
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
    expect(store.getState().saveMessage).toContain("cannot be reached");
    expect(store.getState().kept).toBe(true);
    await clock.pass(1_000);
    await clock.pass(2_000);
    expect(store.getState().saveState).toBe("offline");
    await clock.pass(4_000);
    expect(store.getState()).toMatchObject({ saveState: "saved", saveMessage: null, rev: 1 });
    expect(server.log).toHaveLength(1);
  });

  it("says what the server answers instead of calling it offline, and goes on by itself", async () => {
    const store = open();
    const message = "You are not signed in. Sign in and try again.";
    server.faults.push(
      { code: "unauthenticated", message, issues: [] },
      { code: "unavailable", message: "The database is being restarted.", issues: [] },
    );
    store.edit([rename("a", "1")]);
    await clock.pass(400);
    expect(store.getState()).toMatchObject({ saveState: "signed_out", saveMessage: message });
    await clock.pass(1_000);
    expect(store.getState()).toMatchObject({
      saveState: "failing",
      saveMessage: "The database is being restarted.",
    });
    await clock.pass(2_000);
    expect(store.getState()).toMatchObject({ saveState: "saved", saveMessage: null });
  });

  it("says when the browser keeps nothing, and tries that again with each change", async () => {
    const store = open();
    server.faults.push("unreachable", "unreachable");
    storage.full = true;
    store.edit([rename("a", "1")]);
    await clock.pass(400);
    expect(store.getState()).toMatchObject({ saveState: "offline", kept: false });
    store.discardUnsaved();
    expect(store.getState().kept).toBe(true);
    store.edit([rename("a", "2")]);
    expect(store.getState().kept).toBe(false);
    storage.full = false;
    store.select(["a"]);
    expect(store.getState().kept).toBe(true);
    expect(storage.length).toBe(1);
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
