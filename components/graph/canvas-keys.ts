import { ancestors, descendants } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Dependency } from "#lib/domain/plan.ts";
import type { CanvasEdits, LineActions, PlanCanvasProps, Point } from "./canvas-props.ts";
import { cardOf } from "./groups/step-groups.ts";
import type { Groups } from "./groups/use-groups.ts";
import { currentLine, pressOnLine, walkLines } from "./line-keys.ts";
import type { PlanDirection } from "./plan-direction.ts";
import { selectionWords } from "./selection-words.ts";
import { senseOf, walk, type Arrow } from "./walk.ts";

/** What a key press on the canvas meets. */
export type KeyScene = Pick<PlanCanvasProps, "graph" | "selection" | "onSelect" | "onOpen" | "onHelp"> & {
  edits: CanvasEdits | null;
  points: Readonly<Record<string, Point>>;
  direction: PlanDirection;
  selectedEdge: string | null;
  /** The step from which the keys came to the selected line; null when it was chosen by a pointer. */
  lineOf: StepId | null;
  /** Selects the line of a dependency and moves the focus to it, where it is drawn as one; whether it was. */
  goToLine: (line: Dependency, from: StepId) => boolean;
  /** Where a menu about a dependency opens, in pixels of the window. */
  lineAnchor: (line: Dependency) => Point;
  groups: Groups;
  /** Where a menu about this step (null: the canvas) opens, in pixels of the window. */
  anchor: (stepId: string | null) => Point;
  tidy: () => void;
  /** Opens the search. */
  find: () => void;
  /** Reads the plan the other way. */
  turn: () => void;
  fit: () => void;
  /** Keeps cards at these places. */
  place: (places: Readonly<Record<string, Point>>) => void;
  say: (text: string) => void;
} & LineActions;

const ARROWS: Readonly<Record<string, Arrow>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

type KeyPress = { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean; altKey: boolean };

/**
 * Does what a key means on the canvas.
 * @returns whether it meant something, so that the browser need not act on it
 */
export function pressKey(press: KeyPress, scene: KeyScene): boolean {
  if (press.altKey) return nudge(press, scene);
  if (press.ctrlKey || press.metaKey) return withControl(press, scene);
  const arrow = ARROWS[press.key];
  const line = currentLine(scene);
  if (line && !press.shiftKey && pressOnLine(line, { key: nameOf(press), arrow }, scene)) return true;
  if (arrow) return press.shiftKey ? extend(arrow, scene) : step(arrow, scene);
  return look(press, scene) || (scene.edits !== null && change(nameOf(press), scene, scene.edits));
}

/** A key by what is pressed: with Caps Lock on, a letter is the same key as without. */
function nameOf({ key, shiftKey }: KeyPress): string {
  if (!/^\p{L}$/u.test(key)) return key;
  return shiftKey ? `Shift+${key.toLowerCase()}` : key.toLowerCase();
}

/** How far a card moves at a press, in canvas units: the distance of the canvas' dots. */
const NUDGE = 20;

const SHIFTS: Readonly<Record<Arrow, Point>> = {
  up: { x: 0, y: -NUDGE },
  down: { x: 0, y: NUDGE },
  left: { x: -NUDGE, y: 0 },
  right: { x: NUDGE, y: 0 },
};

/** Moves the selected cards, a collapsed group for its steps. With nothing selected the key is the browser's. */
function nudge(press: KeyPress, scene: KeyScene): boolean {
  const direction = ARROWS[press.key];
  if (!direction || press.ctrlKey || press.metaKey || scene.selection.length === 0) return false;
  const { x, y } = SHIFTS[direction];
  const cards = [...new Set(scene.selection.map((id) => cardOf(scene.groups.drawn, id) ?? id))];
  const moved = cards.flatMap((id) => {
    const point = scene.points[id];
    return point ? [[id, { x: point.x + x, y: point.y + y }] as const] : [];
  });
  scene.place(Object.fromEntries(moved));
  const [only] = scene.selection;
  const title = scene.graph.steps.find(({ id }) => id === only)?.title ?? "";
  scene.say(`Moved ${moved.length === 1 ? title : `${moved.length} cards`} ${direction}.`);
  return true;
}

function withControl(press: KeyPress, scene: KeyScene): boolean {
  if (press.key.toLowerCase() === "f") {
    scene.find();
    return true;
  }
  if (press.key.toLowerCase() !== "a") return false;
  chooseSteps(
    scene.graph.steps.map((it) => it.id),
    scene,
  );
  return true;
}

function step(arrow: Arrow, scene: KeyScene): boolean {
  const { shape } = scene.groups.drawn;
  const current = cardOf(scene.groups.drawn, scene.selection.at(-1) ?? null);
  const next = current
    ? walk(shape, scene.points, current, senseOf(arrow, scene.direction), scene.direction)
    : (shape.steps[0]?.id ?? null);
  if (next) scene.goTo(next);
  return true;
}

function extend(arrow: Arrow, scene: KeyScene): boolean {
  const sense = senseOf(arrow, scene.direction);
  if (sense !== "back" && sense !== "on") return false;
  const stream = sense === "back" ? ancestors : descendants;
  const reached = scene.selection.flatMap((id) => [...stream(scene.graph, id)]);
  chooseSteps([...new Set([...reached, ...scene.selection])], scene);
  return true;
}

/** Selects steps without moving the focus, which would have told of them. */
function chooseSteps(stepIds: StepId[], scene: KeyScene): void {
  scene.onSelect(stepIds);
  scene.say(selectionWords(stepIds.length));
}

/** Keys that change nothing in the plan. */
function look(press: KeyPress, scene: KeyScene): boolean {
  const current = scene.selection.at(-1);
  switch (nameOf(press)) {
    case "Shift+t":
      scene.tidy();
      return true;
    case "Shift+l":
      scene.turn();
      return true;
    case "l":
      return walkLines(scene);
    case "/":
      scene.find();
      return true;
    case "g":
      return toggleGroup(scene);
    case "Shift+g":
      if (scene.groups.drawn.open.length > 0) scene.groups.collapseAll();
      else scene.groups.expandAll();
      return true;
    case "1":
      scene.fit();
      return true;
    case "?":
      scene.onHelp?.();
      return scene.onHelp !== undefined;
    case "Escape":
      if (scene.selection.length > 0) scene.say(selectionWords(0));
      scene.onSelect([]);
      return true;
    case "Enter":
      if (current && scene.groups.drawn.hidden.has(current)) return toggleGroup(scene);
      if (current) scene.onOpen?.(current);
      return current !== undefined;
    default:
      return false;
  }
}

/** Collapses the group that the selected step is in, or opens the selected one and goes to its first step. */
function toggleGroup({ groups, selection, goTo }: KeyScene): boolean {
  const current = selection.at(-1);
  if (current === undefined) return false;
  const collapsed = groups.drawn.hidden.get(current);
  const open = groups.drawn.open.find(({ stepIds }) => stepIds.includes(current));
  if (collapsed) {
    groups.expand(collapsed.id);
    goTo(collapsed.stepIds[0] ?? current);
  } else if (open) {
    groups.collapse(open.id);
    goTo(open.id);
  }
  return true;
}

function change(key: string, scene: KeyScene, edits: CanvasEdits): boolean {
  const current = scene.selection.at(-1);
  switch (key) {
    case "n":
      if (current) edits.addBeside(current, "after", scene.anchor(current), null);
      else edits.add(scene.anchor(null), null);
      return true;
    case "e":
    case "F2":
      if (current) edits.editTitle(current);
      return true;
    case "c":
      if (current) edits.connectFrom(current, scene.anchor(current));
      return true;
    case "d":
      if (current) edits.duplicate([...scene.selection]);
      return true;
    case "Delete":
    case "Backspace":
      if (current) edits.remove([...scene.selection]);
      return true;
    default:
      return false;
  }
}
