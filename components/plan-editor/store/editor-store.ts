import { applyPatch } from "#lib/domain/apply-patch.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { newId } from "#lib/domain/new-id.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import { Autosave } from "./autosave.ts";
import { browserSchedule, browserStorage, onUrgency } from "./browser-ports.ts";
import { Draft } from "./draft.ts";
import { EMPTY_HISTORY, recordEdit, type EditHistory, type HistoryEntry } from "./edit-history.ts";
import { PolicyCheck } from "./policy-check.ts";
import { keepUnsaved } from "./pending-storage.ts";
import type {
  EditorState,
  EditorStore,
  EditorStoreOptions,
  EditResult,
  PlanChecks,
  SaveState,
} from "./store-contract.ts";

/** Makes the state of one open plan editor: edits, undo and redo, selection, autosave, merging, findings. */
export function createEditorStore(options: EditorStoreOptions): EditorStore {
  const { plan, tools, save } = options;
  const newKey = options.newKey ?? newId;
  const tab = newKey();
  const listeners = new Set<() => void>();
  const draft = new Draft(plan, newKey);
  const autosave = new Autosave(draft, {
    planId: plan.id,
    save,
    schedule: options.schedule ?? browserSchedule,
    changed: publish,
  });
  let history: EditHistory = EMPTY_HISTORY;
  draft.tookOwn = (before, after, name) => {
    const [patch, inverse] = [diffGraphs(before, after), diffGraphs(after, before)];
    if (patch.length > 0) history = recordEdit(history, { start: before, patch, inverse, word: null, name });
  };
  let selection: readonly StepId[] = [];
  let checks: PlanChecks | null = options.checks;
  let restored = false;
  /** What was written to storage last: the patches' keys, and the last patch, which typing replaces under the same key. */
  let kept: { written: string; typing: PlanPatch | null } = { written: "[]", typing: null };
  let stopListening: (() => void) | null = null;
  const policyCheck = new PolicyCheck(options.policy, tools, {
    schedule: options.schedule ?? browserSchedule,
    changed: publish,
  });
  let checked = check();
  let state = makeState();

  function storage() {
    return options.storage === undefined ? browserStorage() : options.storage;
  }

  function check() {
    const { graph, base } = draft;
    const faults: Finding[] = checks?.validatePlan(graph, tools, base.analysis, base.equipment) ?? [
      ...(options.findings ?? []),
    ];
    policyCheck.look(graph, base.analysis);
    return { graph, analysis: base.analysis, faults, ...withPolicy(faults) };
  }

  function withPolicy(faults: Finding[]) {
    const { findings: said } = policyCheck;
    const ids = new Set(draft.graph.steps.map(({ id }) => id));
    const findings = [...faults, ...said.filter(({ stepId }) => stepId === null || ids.has(stepId))];
    return { said, findings };
  }

  function makeState(): EditorState {
    const undo = history.undo.at(-1);
    const redo = history.redo.at(-1);
    return {
      plan: draft.base,
      graph: draft.graph,
      rev: draft.base.rev,
      findings: checked.findings,
      asks: policyCheck.asks,
      selection: [...selection],
      canUndo: undo !== undefined,
      undoName: undo ? `Undo ${lowerFirst(undo.name)}` : null,
      canRedo: redo !== undefined,
      redoName: redo ? `Redo ${lowerFirst(redo.name)}` : null,
      saveState: saveState(),
      saveMessage: autosave.trouble?.message ?? null,
      mergeNotice: draft.notice,
    };
  }

  function saveState(): SaveState {
    if (autosave.trouble) return autosave.trouble.state;
    if (draft.notice && draft.notice.conflicts.length + draft.notice.dropped.length > 0) return "conflict";
    if (autosave.saving) return "saving";
    return draft.hasWork ? "unsaved" : "saved";
  }

  /** Brings what is derived up to date, keeps unsaved edits, and tells the listeners. */
  function publish(): void {
    if (checked.graph !== draft.graph || checked.analysis !== draft.base.analysis) {
      checked = check();
      const ids = new Set(draft.graph.steps.map((step) => step.id));
      if (selection.some((id) => !ids.has(id))) selection = selection.filter((id) => ids.has(id));
    }
    if (checked.said !== policyCheck.findings) checked = { ...checked, ...withPolicy(checked.faults) };
    keep();
    const next = makeState();
    state = {
      ...next,
      selection: sameItems(next.selection, state.selection) ? state.selection : next.selection,
    };
    for (const listener of listeners) listener();
  }

  /** Writes unsaved edits to storage when they are not what was written last. */
  function keep(): void {
    const unsaved = draft.unsaved;
    const written = JSON.stringify(
      unsaved.map(({ baseRev, patches }) => [baseRev, patches.map(({ key }) => key)]),
    );
    const typing = draft.pending.at(-1)?.patch ?? null;
    if (!restored || (written === kept.written && typing === kept.typing)) return;
    kept = { written, typing };
    const place = storage();
    // Where the browser keeps nothing, edits still live in memory and are saved as ever.
    if (place) keepUnsaved(place, plan.id, tab, unsaved);
  }

  function restore({ takeUnsaved }: PlanChecks): void {
    restored = true;
    const place = storage();
    if (place) draft.restore(takeUnsaved(place, plan.id));
    if (draft.hasWork) autosave.touch();
    publish();
  }

  function refusedNow(): string | null {
    if (draft.base.status !== "planning") return null;
    return "The planner is still at work on this plan. Edit it when it has finished.";
  }

  /** Applies a patch to the graph and leaves it to be saved; gives what undoes it. */
  function apply(
    patch: PlanPatch,
    coalesce: string | null,
  ): { ok: true; inverse: PlanPatch } | { ok: false; message: string } {
    const refused = refusedNow();
    if (refused) return { ok: false, message: refused };
    if (!checks) return NOT_LOADED;
    const outcome = applyPatch(draft.graph, patch);
    if (!outcome.ok) {
      return { ok: false, message: outcome.errors[0]?.message ?? "This does not fit the plan." };
    }
    if (!checks.PlanPatch.safeParse(outcome.inverse).success) {
      return { ok: false, message: "This changes too much at once to be undone. Do it in smaller parts." };
    }
    draft.add(patch, outcome.graph, coalesce);
    autosave.touch();
    return { ok: true, inverse: outcome.inverse };
  }

  /** Takes the last entry off one stack, applies it, and puts its inverse on the other. */
  function step(from: "undo" | "redo"): EditResult {
    const to = from === "undo" ? "redo" : "undo";
    const entry: HistoryEntry | undefined = history[from].at(-1);
    if (!entry) return { ok: false, message: `There is nothing to ${from}.` };
    const refused = refusedNow();
    if (refused) return { ok: false, message: refused };
    const outcome = apply(entry.patch, null);
    const rest = history[from].slice(0, -1);
    if (outcome.ok) {
      const back: HistoryEntry = { name: entry.name, patch: outcome.inverse, run: null };
      history =
        from === "undo"
          ? { undo: rest, redo: [...history.redo, back] }
          : { undo: [...history.undo, back], redo: rest };
    } else {
      history = from === "undo" ? { ...history, undo: rest } : { ...history, redo: rest };
    }
    publish();
    if (outcome.ok) return { ok: true };
    return {
      ok: false,
      message: `“${entry.name}” can no longer be ${to === "redo" ? "undone" : "redone"}. ${outcome.message}`,
    };
  }

  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      stopListening ??= onUrgency(() => void autosave.flush());
      if (checks && !restored) restore(checks);
      policyCheck.start();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stopListening?.();
        stopListening = null;
      };
    },
    edit: (patch, { coalesce, name = null } = {}) => {
      if (!checks) return NOT_LOADED;
      const parsed = checks.StorablePatch.safeParse(patch);
      if (!parsed.success) {
        return { ok: false, message: parsed.error.issues[0]?.message ?? "This is not a change to a plan." };
      }
      const start = draft.graph;
      const outcome = apply(parsed.data, coalesce ?? null);
      if (!outcome.ok) return outcome;
      history = recordEdit(history, {
        start,
        patch: parsed.data,
        inverse: outcome.inverse,
        word: coalesce ?? null,
        name,
      });
      publish();
      return { ok: true };
    },
    undo: () => step("undo"),
    redo: () => step("redo"),
    select: (stepIds) => {
      if (sameItems(stepIds, selection)) return;
      selection = [...stepIds];
      publish();
    },
    receive: (event) => {
      const outcome = draft.receive(event);
      if (outcome === "applied") autosave.heard();
      if (outcome === "applied") publish();
      return outcome;
    },
    replace: (view) => {
      draft.replace(view);
      autosave.heard();
      if (draft.hasWork) autosave.touch();
      publish();
    },
    begin: (loaded) => {
      if (checks) return;
      checks = loaded;
      checked = check();
      if (listeners.size > 0 && !restored) restore(checks);
      else publish();
    },
    holdTo: (policy) => policyCheck.holdTo(policy),
    knowSecrets: (secrets) => policyCheck.knowSecrets(secrets),
    makeUndoable: (key, name) => draft.own.set(key, name ?? null),
    dismissNotice: () => {
      draft.notice = null;
      publish();
    },
    flush: () => autosave.flush(),
    discardUnsaved: () => {
      draft.discard();
      history = EMPTY_HISTORY;
      autosave.stop();
      autosave.trouble = null;
      publish();
    },
    close: () => {
      autosave.stop();
      policyCheck.stop();
    },
  };
}

const NOT_LOADED: EditResult & { ok: false } = {
  ok: false,
  message: "The editor is still being loaded. Try again in a moment.",
};

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
