import { useMemo } from "react";
import { showToast } from "#components/ui/toast.tsx";
import type { Finding } from "#lib/domain/finding.ts";
import type { Id, StepId } from "#lib/domain/ids.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { forgetDrafts, type Drafts } from "./drafts.ts";
import { positionsKeyOf, type Editor, type PickRequest } from "./editor-context.ts";
import type { LiveRun } from "./live-run/live-run.ts";
import { lockedEdit } from "./live-run/locked-steps.ts";
import type { Pane } from "./panes.tsx";
import { sayEdit } from "./say-edit.ts";
import type { Overlay } from "./step-menu/overlay.tsx";
import type { EditorStore } from "./store/store-contract.ts";
import type { TitleRequest } from "./title-request.ts";
import { refuse } from "./use-draft.ts";

/** What the editor's parts ask the screen to open. All but `leaveChat` stay the same. */
type Opens = {
  pickStep: (request: PickRequest) => void;
  open: (overlay: Overlay) => void;
  showPane: (pane: Pane) => void;
  wishTitle: (request: TitleRequest) => void;
  /** Null where the chat leaves the inspector its place. */
  leaveChat: ((open: boolean) => void) | null;
};

/** What every part of the editor works with: the same object until something in it changes. */
export function useOpenEditor(
  store: EditorStore,
  given: {
    planId: Id;
    tools: ToolSpec[];
    drafts: Drafts;
    mayEdit: boolean;
    planned: boolean;
    live: LiveRun | null;
    userId: Id | null;
    refusals: readonly Finding[];
    announce: (text: string) => void;
  },
  opens: Opens,
): Editor {
  const { planId, tools, drafts, mayEdit, planned, live, userId, refusals, announce } = given;
  const { pickStep, open, showPane, wishTitle, leaveChat } = opens;
  return useMemo((): Editor => {
    const openStep = (stepId: StepId) => {
      store.select([stepId]);
      showPane("inspector");
      // There the chat stands in the inspector's place, or leaves it little room.
      leaveChat?.(false);
    };
    return {
      store,
      tools,
      drafts,
      mayEdit,
      planned,
      editable: planned && mayEdit,
      positionsKey: positionsKeyOf(planId),
      announce,
      pickStep,
      open,
      openStep,
      editTitle: (stepId) => {
        openStep(stepId);
        wishTitle({ stepId });
      },
      live,
      userId,
      refusals,
      edit: editOf(store, { drafts, live, announce }),
    };
  }, [
    store,
    planId,
    tools,
    drafts,
    mayEdit,
    planned,
    live,
    userId,
    refusals,
    announce,
    pickStep,
    open,
    showPane,
    wishTitle,
    leaveChat,
  ]);
}

/** Makes an edit where no started step of a run is concerned, and says what became of it. */
function editOf(
  store: EditorStore,
  { drafts, live, announce }: Pick<Editor, "drafts" | "live" | "announce">,
): Editor["edit"] {
  return (patch, options) => {
    const { graph } = store.getState();
    const locked = live && lockedEdit(patch, live.locked, graph);
    const result = locked === null ? store.edit(patch, options) : refuse(locked);
    // While a person types, the field itself says what is wrong.
    if (!result.ok && !options?.coalesce) showToast(result.message, "error");
    // An undo brings removed steps back as the plan had them.
    for (const operation of result.ok ? patch : [])
      if (operation.op === "remove") forgetDrafts(drafts, operation.stepId);
    if (result.ok && !options?.coalesce)
      announce(sayEdit(graph, store.getState().graph, patch, options?.name));
    return result;
  };
}
