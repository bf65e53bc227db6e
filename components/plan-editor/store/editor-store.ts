import { askBeforeLeaving } from "#components/shell/ask-before-leaving.ts";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { newId } from "#lib/domain/new-id.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { Autosave } from "./autosave.ts";
import { browserSchedule, browserStorage, onUrgency } from "./browser-ports.ts";
import { DraftFindings } from "./draft-findings.ts";
import { Draft } from "./draft.ts";
import { EMPTY_HISTORY, endRun, recordEdit, turnEntry, type EditHistory } from "./edit-history.ts";
import { readState, sameSteps } from "./editor-state.ts";
import { keepHistory } from "./history-storage.ts";
import { KeptEdits } from "./kept-edits.ts";
import type {
  EditOptions,
  EditorState,
  EditorStore,
  EditorStoreOptions,
  EditResult,
  PendingStorage,
  PlanChecks,
} from "./store-contract.ts";

/** Makes the state of one open plan editor: edits, undo and redo, selection, autosave, merging, findings. */
export function createEditorStore(options: EditorStoreOptions): EditorStore {
  const editor = new OpenPlan(options);
  const { draft, autosave, findings } = editor;
  return {
    getState: () => editor.state,
    subscribe: (listener) => editor.subscribe(listener),
    edit: (patch, editOptions) => editor.edit(patch, editOptions),
    endTyping: () => editor.endTyping(),
    undo: () => editor.step("undo"),
    redo: () => editor.step("redo"),
    select: (stepIds) => editor.select(stepIds),
    receive: (event) => {
      const outcome = draft.receive(event);
      if (outcome === "applied") {
        autosave.heard();
        editor.publish();
      }
      return outcome;
    },
    replace: (view) => {
      draft.replace(view);
      autosave.heard();
      if (draft.hasWork) autosave.touch();
      editor.publish();
    },
    begin: (checks) => editor.begin(checks),
    holdTo: (policy) => findings.holdTo(policy),
    knowSecrets: (secrets) => findings.knowSecrets(secrets),
    makeUndoable: (key, name) => draft.own.set(key, name ?? null),
    dismissNotice: () => {
      draft.notice = null;
      editor.publish();
    },
    flush: () => autosave.flush(),
    discardUnsaved: () => editor.discardUnsaved(),
    close: () => {
      editor.keepHistory();
      // Who goes on to another page within the pause of a save has made these edits too. What fails then waits for the next visit.
      void autosave.flush().finally(() => autosave.stop());
      findings.stop();
    },
  };
}

/** What an editor consists of, and the edits that concern several of its parts. */
class OpenPlan {
  readonly draft: Draft;
  readonly autosave: Autosave;
  readonly findings: DraftFindings;
  state: EditorState;
  readonly #kept: KeptEdits;
  /** Where what can be undone outlives the page. */
  readonly #tabStorage: () => PendingStorage | null;
  readonly #listeners = new Set<() => void>();
  #checks: PlanChecks | null;
  #history: EditHistory = EMPTY_HISTORY;
  /** What of it is where a reload finds it. */
  #keptHistory: EditHistory = EMPTY_HISTORY;
  #selection: readonly StepId[] = [];
  #stopListening: (() => void) | null = null;
  readonly #leaving = askBeforeLeaving();

  constructor(options: EditorStoreOptions) {
    const { plan, save, schedule = browserSchedule, newKey = newId, storage } = options;
    const changed = () => this.publish();
    const tab = newKey();
    this.draft = new Draft(plan, newKey);
    this.draft.tookOwn = (before, after, name) => this.#recordOwn(before, after, name);
    this.autosave = new Autosave(this.draft, { planId: plan.id, save, schedule, changed });
    this.findings = new DraftFindings(this.draft, { ...options, schedule, changed });
    this.#kept = new KeptEdits(this.draft, { planId: plan.id, tab, storage });
    this.#tabStorage = () =>
      options.tabStorage === undefined ? browserStorage("sessionStorage") : options.tabStorage;
    this.#checks = options.checks;
    this.state = this.#read(null);
  }

  /** Brings what is derived up to date, keeps unsaved edits, and tells the listeners. */
  publish(): void {
    if (this.findings.update()) this.#deselectRemoved();
    this.#kept.keep();
    this.#leaving(this.#kept.missing && this.#stopListening !== null);
    // For a tab that crashes. Once a save and not at each edit: it may be long.
    if (!this.draft.hasWork) this.keepHistory();
    this.state = this.#read(this.state);
    for (const listener of this.#listeners) listener();
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#stopListening ??= this.#listen();
    if (this.#checks && !this.#kept.restored) this.#restore(this.#checks);
    this.findings.start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stopListening?.();
      this.#stopListening = null;
    };
  }

  begin(checks: PlanChecks): void {
    if (this.#checks) return;
    this.#checks = checks;
    this.findings.begin(checks.validatePlan);
    if (this.#listeners.size > 0 && !this.#kept.restored) this.#restore(checks);
    else this.publish();
  }

  edit(patch: PlanPatch, { coalesce, name }: EditOptions = {}): EditResult {
    if (!this.#checks) return NOT_LOADED;
    const parsed = this.#checks.StorablePatch.safeParse(patch);
    if (!parsed.success) {
      return { ok: false, message: parsed.error.issues[0]?.message ?? "This is not a change to a plan." };
    }
    const start = this.draft.graph;
    const outcome = this.#apply(parsed.data, coalesce ?? null);
    if (!outcome.ok) return outcome;
    const { inverse } = outcome;
    const edit = { start, patch: parsed.data, inverse, word: coalesce ?? null, name: name ?? null };
    this.#history = recordEdit(this.#history, edit);
    if (coalesce !== undefined) this.findings.checkAtPause();
    this.publish();
    return { ok: true };
  }

  endTyping(): void {
    this.#history = endRun(this.#history);
  }

  /** Takes the last entry off one stack, applies it, and puts its inverse on the other. */
  step(from: "undo" | "redo"): EditResult {
    const entry = this.#history[from].at(-1);
    if (!entry) return { ok: false, message: `There is nothing to ${from}.` };
    const refused = this.#refusedNow();
    if (refused) return { ok: false, message: refused };
    const outcome = this.#apply(entry.patch, null);
    this.#history = turnEntry(this.#history, from, outcome.ok ? outcome.inverse : null);
    this.publish();
    if (outcome.ok) return { ok: true };
    const done = from === "undo" ? "undone" : "redone";
    return { ok: false, message: `“${entry.name}” can no longer be ${done}. ${outcome.message}` };
  }

  select(stepIds: readonly StepId[]): void {
    if (sameSteps(stepIds, this.#selection)) return;
    this.#selection = [...stepIds];
    this.publish();
  }

  /** Writes what can be undone where a reload finds it, when that is not what was written last. */
  keepHistory(): void {
    if (!this.#kept.restored || this.#history === this.#keptHistory) return;
    this.#keptHistory = this.#history;
    const place = this.#tabStorage();
    if (place) keepHistory(place, this.draft.base.id, this.#history);
  }

  discardUnsaved(): void {
    this.draft.discard();
    this.#history = EMPTY_HISTORY;
    this.autosave.stop();
    this.autosave.trouble = null;
    this.publish();
  }

  #read(last: EditorState | null): EditorState {
    const parts = {
      draft: this.draft,
      autosave: this.autosave,
      findings: this.findings,
      history: this.#history,
      selection: this.#selection,
      kept: !this.#kept.missing,
      loaded: this.#checks !== null,
    };
    return readState(parts, last);
  }

  #deselectRemoved(): void {
    const ids = new Set(this.draft.graph.steps.map((step) => step.id));
    if (this.#selection.every((id) => ids.has(id))) return;
    this.#selection = this.#selection.filter((id) => ids.has(id));
  }

  #restore({ takeUnsaved, takeHistory }: PlanChecks): void {
    this.#kept.restore(takeUnsaved);
    const place = this.#tabStorage();
    const before = place && takeHistory(place, this.draft.base.id);
    if (before) {
      const { undo } = this.#history;
      // What was undone there can be redone only as long as nothing else was done since.
      this.#history = { undo: [...before.undo, ...undo], redo: undo.length > 0 ? [] : before.redo };
    }
    if (this.draft.hasWork) this.autosave.touch();
    this.publish();
  }

  #listen(): () => void {
    const stop = onUrgency(() => {
      this.keepHistory();
      void this.autosave.flush();
    });
    this.#leaving(this.#kept.missing);
    return () => {
      stop();
      this.#leaving(false);
    };
  }

  /** What the server made for this person has come in: it can be undone like an edit made here. */
  #recordOwn(before: PlanGraph, after: PlanGraph, name: string | null): void {
    const [patch, inverse] = [diffGraphs(before, after), diffGraphs(after, before)];
    if (patch.length === 0) return;
    this.#history = recordEdit(this.#history, { start: before, patch, inverse, word: null, name });
  }

  #refusedNow(): string | null {
    if (this.draft.base.status !== "planning") return null;
    return "The planner is still at work on this plan. Edit it when it has finished.";
  }

  /** Applies a patch to the graph and leaves it to be saved; gives what undoes it. */
  #apply(
    patch: PlanPatch,
    coalesce: string | null,
  ): { ok: true; inverse: PlanPatch } | { ok: false; message: string } {
    const refused = this.#refusedNow();
    if (refused) return { ok: false, message: refused };
    if (!this.#checks) return NOT_LOADED;
    const outcome = applyPatch(this.draft.graph, patch);
    if (!outcome.ok) {
      return { ok: false, message: outcome.errors[0]?.message ?? "This does not fit the plan." };
    }
    if (!this.#checks.PlanPatch.safeParse(outcome.inverse).success) {
      return { ok: false, message: "This changes too much at once to be undone. Do it in smaller parts." };
    }
    this.draft.add(patch, outcome.graph, coalesce);
    this.autosave.touch();
    return { ok: true, inverse: outcome.inverse };
  }
}

const NOT_LOADED: EditResult & { ok: false } = {
  ok: false,
  message: "The editor is still being loaded. Try again in a moment.",
};
