import type * as planChecks from "./plan-checks.ts";
import type { Author, PlanGraph } from "#lib/domain/plan.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { MergeConflict } from "#lib/domain/merge-graphs.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanView } from "#lib/domain/view.ts";
import type { Result } from "#lib/domain/errors.ts";
import type { SecretName } from "#lib/domain/secret.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { StepAsks } from "#lib/domain/step-ask.ts";
import type { StreamEvent } from "#lib/domain/event.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/** A patch with its maker's own name for it, by which the server recognises one that it has already. */
export type KeyedPatch = { key: string; patch: PlanPatch };

/** What saving gives: the draft's new rev; or, when others were first, the draft as it is and every patch since `baseRev`. */
export type SaveAnswer =
  | { status: "saved"; rev: number }
  | {
      status: "conflict";
      rev: number;
      graph: PlanGraph;
      patches: { rev: number; key: string; patch: PlanPatch; author: Author }[];
    };

/** The savePatches server action, or anything that behaves like it. It rejects when the server cannot be reached. */
export type Save = (input: {
  planId: string;
  baseRev: number;
  patches: KeyedPatch[];
}) => Promise<Result<SaveAnswer>>;

/** Runs `task` after some milliseconds; the function it returns calls that off. */
export type Schedule = (milliseconds: number, task: () => void) => () => void;

/** The part of the browser's Storage in which unsaved patches outlive a reload. */
export type PendingStorage = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

/**
 * - saved: the server has everything.
 * - unsaved: edits wait for the pause in typing; saving: they are under way.
 * - offline: the server cannot be reached; the edits are tried again by themselves.
 * - signed_out: nobody is signed in any more; tried again by themselves, since a person may sign in elsewhere.
 * - failing: the server answers that it cannot save them now (`saveMessage` says why); tried again by themselves.
 * - conflict: saved or being saved, but edits clashed with somebody else's: `mergeNotice` says how it was settled.
 * - refused: the server will not take these edits (`saveMessage` says why).
 */
export type SaveState =
  "saved" | "saving" | "unsaved" | "offline" | "signed_out" | "failing" | "conflict" | "refused";

/** What an edit and the plan after it are checked by. It is a third of the editor, so a page shows the plan before it is there. */
export type PlanChecks = typeof planChecks;

/** What happened when somebody else's edits met unsaved ones. */
export type MergeNotice = {
  /** Names of those whose edits came in. */
  authors: string[];
  /** What they did, one phrase each: "Add Competitor analysis". */
  merged: string[];
  /** Where both changed the same thing: both values, and which one stands now. */
  conflicts: MergeConflict[];
  /** Own edits that no longer fit and were left out, with the reason. */
  dropped: string[];
};

/** Everything the editor shows of a plan. A new object whenever something changed; unchanged parts keep their identity. */
export type EditorState = {
  /** The plan as the server last told it (title, status, choice, report, versions ...); its `graph` and `rev` are the saved ones. */
  plan: PlanView;
  /** The graph with unsaved edits: what to show. */
  graph: PlanGraph;
  /** The saved rev below the unsaved edits; with `saveState` "saved" it names exactly what is shown (startRun wants it). */
  rev: number;
  /** What is wrong with the graph, and what the policy says of it; that follows an edit after a short pause. */
  findings: Finding[];
  /** The steps of which calls wait for an approval, or may, and why; after the same pause. */
  asks: StepAsks;
  selection: StepId[];
  canUndo: boolean;
  /** "Undo add Competitor analysis" */
  undoName: string | null;
  canRedo: boolean;
  /** "Redo add Competitor analysis" */
  redoName: string | null;
  saveState: SaveState;
  /** Why saving does not work (offline, signed out, failing, refused), or null. */
  saveMessage: string | null;
  /** Whether what is not saved outlives this page: false where the browser's storage is full or forbidden. */
  kept: boolean;
  mergeNotice: MergeNotice | null;
  /** Whether edits can be made: what checks them comes a moment after the page. */
  loaded: boolean;
};

/** Done, or the reason why not in a sentence for the person. */
export type EditResult = { ok: true } | { ok: false; message: string };

export type EditOptions = {
  /**
   * Edits in a row with the same word become one undo entry and one patch: pass "title:<step id>" while a person types.
   */
  coalesce?: string;
  /** What undo calls it; what the patch does, in words, unless given. */
  name?: string;
};

export type EditorStore = {
  /** The same object until something changes. Patches left from an earlier visit come in with the first subscription. */
  getState: () => EditorState;
  /** @returns a function that ends the subscription */
  subscribe: (listener: () => void) => () => void;
  /** Applies a patch, makes an undo entry for it, and saves it soon. Nothing changes when it is refused. */
  edit: (patch: PlanPatch, options?: EditOptions) => EditResult;
  /** The next edit with a word is an undo entry of its own, whatever word the one before has. */
  endTyping: () => void;
  undo: () => EditResult;
  redo: () => EditResult;
  select: (stepIds: StepId[]) => void;
  /**
   * Takes in an event of the plan's topic.
   * @returns "gap" when events before it are missing: fetch the plan again and give it to `replace`
   */
  receive: (event: StreamEvent) => "applied" | "gap";
  /** Takes in the plan as fetched anew; unsaved edits are put on top of it. */
  replace: (plan: PlanView) => void;
  /** Takes in the checks: from now on the plan can be edited, and what an earlier visit left comes in. */
  begin: (checks: PlanChecks) => void;
  /** Holds the plan to another policy from now on. */
  holdTo: (policy: Policy) => void;
  /** Holds the steps' secrets against those of the workspace from now on. */
  knowSecrets: (secrets: readonly SecretName[]) => void;
  /**
   * The patch under this key, which the server makes for this person, becomes an undo entry here when it comes in.
   * @param name what undo calls it; what it does, in words, unless given
   */
  makeUndoable: (key: string, name?: string) => void;
  dismissNotice: () => void;
  /** Saves now. Resolves with true when the server has everything, with false when it could not be saved. */
  flush: () => Promise<boolean>;
  /** Throws unsaved edits away and shows what the server has: the way out of "refused". */
  discardUnsaved: () => void;
  /** Ends timers, until the next edit or subscription. Unsaved patches stay in storage for the next visit. */
  close: () => void;
};

export type EditorStoreOptions = {
  plan: PlanView;
  tools: ToolSpec[];
  /** What the plan is held to, as a run of it would be. */
  policy: Policy;
  save: Save;
  /** Null: they are still being loaded, and come with `begin`. */
  checks: PlanChecks | null;
  /** What is wrong with the plan as it is given: shown until the checks are there. */
  findings?: readonly Finding[];
  /** Where unsaved patches are kept: the browser's localStorage unless given, null for nowhere. */
  storage?: PendingStorage | null;
  /** Where what can be undone is kept for when the page is loaded again: the tab's sessionStorage unless given, null for nowhere. */
  tabStorage?: PendingStorage | null;
  /** Tests give their own; the browser's otherwise. */
  schedule?: Schedule;
  newKey?: () => string;
};
