import type { ReactNode } from "react";
import type { Finding } from "#lib/domain/finding.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { Dependency, PlanGraph } from "#lib/domain/plan.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { StepAsks } from "#lib/domain/step-ask.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/** A place, in the canvas' own coordinates or in pixels of the window. */
export type Point = { x: number; y: number };

/** How a step stands to a proposed change of its plan, or to doing its run again. */
export type StepMark = "added" | "changed" | "dropped" | "reused" | "redone";
/** The same of a dependency, which has nothing that could change. */
export type DependencyMark = "added" | "dropped";

/** What a card says of the open comments on its step. `blocks`: one of them keeps the plan from being run. */
export type CardComments = { open: number; blocks: boolean };

/** Ways on from a dependency whose line is selected. */
export type LineActions = {
  /** Selects what a card stands for and moves the focus to it. */
  goTo: (cardId: string) => void;
  /** Back to the step that the keys came from; to the canvas where they came from none. */
  leaveLine: () => void;
};

/** Steps that are taken together on the canvas, in one card or each in its own. */
export type CanvasGroup = { title: string; stepIds: readonly StepId[]; collapsed: boolean };

/** What a group's menu asks of the canvas. */
export type GroupActions = { collapse: () => void; expand: () => void };

/** What a person may do to the plan on the canvas. Each is asked for, never done, by the canvas: its owner makes the patch. */
export type CanvasEdits = {
  /** A step apart from the others, at a place on the canvas (null: wherever the layout puts it). */
  add: (anchor: Point, place: Point | null) => void;
  /** A step that depends on `stepId` (after) or that it shall depend on (before). `anchor` is in pixels of the window. */
  addBeside: (stepId: StepId, side: "after" | "before", anchor: Point, place: Point | null) => void;
  insert: (dependency: Dependency, anchor: Point) => void;
  connect: (dependency: Dependency) => void;
  /** A connection or key was refused; the sentence says why. */
  refused: (reason: string) => void;
  disconnect: (dependency: Dependency) => void;
  remove: (stepIds: StepId[]) => void;
  duplicate: (stepIds: StepId[]) => void;
  editTitle: (stepId: StepId) => void;
  /** A list of the steps that may be made to depend on this one, or no longer: connecting without a pointer. */
  connectFrom: (stepId: StepId, anchor: Point) => void;
  /** What can be done with a step, or (null) with the plan. `place`: where on the canvas it was asked for. */
  menu: (stepId: StepId | null, anchor: Point, place: Point | null) => void;
  /** What can be done with a group of steps. */
  groupMenu: (group: CanvasGroup, anchor: Point, actions: GroupActions) => void;
  /** What can be done with a dependency. */
  dependencyMenu: (dependency: Dependency, anchor: Point, actions: LineActions) => void;
};

/** Something that can be done on the canvas, for who lists it elsewhere. */
export type CanvasCommand = {
  id: string;
  label: string;
  icon: ReactNode;
  /** The key that does the same. */
  keys?: string;
  /** Other words by which it is found. */
  words?: string;
  run: () => void;
};

/** What the canvas of the editor and of the run page takes. */
export type PlanCanvasProps = {
  graph: PlanGraph;
  /** Where hand-moved positions are kept in this browser: `plan:<id>`, `run:<id>`. */
  positionsKey: string;
  /** Gives cards their tool's title, estimate and side effect. Unknown names are shown as they are. */
  tools: readonly ToolSpec[];
  /** What a person may do to the graph here; false only shows it (and lets cards be moved about). */
  editable: CanvasEdits | false;
  selection: readonly StepId[];
  onSelect: (stepIds: StepId[]) => void;
  /** A double click or Enter on a card. */
  onOpen?: (stepId: StepId) => void;
  /** What each card says of a step that has not begun, in a few words; without it, what its tool usually takes. */
  estimates?: Readonly<Record<StepId, string>>;
  /** States by step id, on the run page. */
  stepStates?: Readonly<Record<StepId, StepRunView>>;
  findings?: readonly Finding[];
  /** Which steps wait for an approval, or may, before they are carried out. */
  asks?: StepAsks;
  /** Names of others who look at a step, by its id. */
  present?: Readonly<Record<StepId, string>>;
  /** Open comments by step id. */
  comments?: Readonly<Record<StepId, CardComments>>;
  /** Marks cards of a proposed change. */
  marks?: Readonly<Record<StepId, StepMark>>;
  /** The same for lines, by `dependencyKey`. */
  dependencyMarks?: Readonly<Record<string, DependencyMark>>;
  /** The planner is at work on it: each step it adds may move the others, since nobody has got used to their places yet. */
  growing?: boolean;
  /** Shows the whole plan whenever this becomes another word, as for a proposal that must not lie out of sight. */
  showAllFor?: string | null;
  /** Shows the keys. */
  onHelp?: () => void;
  /** Told when the hand-moved cards have been laid out again; `putBack` moves them to where they were. */
  onTidied?: (putBack: () => void) => void;
  /** Told how to read what can be done here now; null when the canvas goes. */
  offer?: (commands: (() => CanvasCommand[]) | null) => void;
  /** Says something to screen readers. */
  say?: (text: string) => void;
  /** Name of the canvas for assistive technology. */
  label?: string;
};
