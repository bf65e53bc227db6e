import { expect, test } from "vitest";
import { makeGraph } from "#lib/testing/arbitrary-plan.ts";
import { pressKey, type KeyScene } from "./canvas-keys.ts";
import type { CanvasEdits } from "./canvas-props.ts";
import { edgeId } from "./edge-id.ts";
import { drawGroups } from "./groups/step-groups.ts";

/** What each key does, on a canvas on which the first of three steps is selected, or else the line from it. */
function pressed(
  key: string,
  shiftKey: boolean,
  editable = true,
  chosen: "step" | "line" = "step",
): string[] {
  const done: string[] = [];
  const graph = makeGraph(["a", "b", "c"], ["a>b", "b>c"]);
  const note = (name: string) => () => void done.push(name);
  const edits: CanvasEdits = {
    add: note("add"),
    addBeside: note("addBeside"),
    insert: note("insert"),
    connect: note("connect"),
    refused: note("refused"),
    disconnect: note("disconnect"),
    remove: note("remove"),
    duplicate: note("duplicate"),
    editTitle: note("editTitle"),
    connectFrom: note("connectFrom"),
    menu: note("menu"),
    groupMenu: note("groupMenu"),
    dependencyMenu: note("dependencyMenu"),
  };
  const group = { id: "level:0", by: "level" as const, title: "Level 1", stepIds: ["a", "b"] };
  const scene: KeyScene = {
    graph,
    selection: chosen === "step" ? ["a"] : [],
    onSelect: note("select"),
    onHelp: note("help"),
    edits: editable ? edits : null,
    points: {},
    direction: "down",
    selectedEdge: chosen === "line" ? edgeId({ from: "a", to: "b" }) : null,
    lineOf: null,
    goToLine: () => true,
    lineAnchor: () => ({ x: 0, y: 0 }),
    groups: {
      by: "level",
      drawn: drawGroups(graph, [group], new Set()),
      said: "",
      groupBy: note("groupBy"),
      collapse: note("collapse"),
      expand: note("expand"),
      collapseAll: note("collapseAll"),
      expandAll: note("expandAll"),
    },
    anchor: () => ({ x: 0, y: 0 }),
    tidy: note("tidy"),
    find: note("find"),
    turn: note("turn"),
    fit: note("fit"),
    place: note("place"),
    say: (text) => done.push(text),
    goTo: () => undefined,
    leaveLine: note("leaveLine"),
  };
  pressKey({ key, shiftKey, ctrlKey: false, metaKey: false, altKey: false }, scene);
  return done;
}

test("a letter is the same key with Caps Lock on as without", () => {
  const alone = { n: "addBeside", e: "editTitle", d: "duplicate", c: "connectFrom", g: "collapse" };
  const shifted = { t: "tidy", l: "turn", g: "collapseAll" };
  for (const [letter, does] of Object.entries(alone)) {
    expect(pressed(letter, false)).toEqual([does]);
    expect(pressed(letter.toUpperCase(), false)).toEqual([does]);
  }
  for (const [letter, does] of Object.entries(shifted)) {
    expect(pressed(letter.toUpperCase(), true)).toEqual([does]);
    expect(pressed(letter, true)).toEqual([does]);
  }
  expect(pressed("L", false)).toEqual(["Dependency 1 of 1."]);
  expect(pressed("t", false)).toEqual([]);
  expect(pressed("N", true)).toEqual([]);
});

test("the keys are shown where nothing can be changed", () => {
  expect(pressed("?", true, false)).toEqual(["help"]);
  expect(pressed("n", false, false)).toEqual([]);
});

test("a line is removed only where the plan can be changed, and is not left elsewhere", () => {
  expect(pressed("Delete", false, true, "line")).toEqual(["disconnect", "leaveLine"]);
  expect(pressed("Delete", false, false, "line")).toEqual([]);
});
