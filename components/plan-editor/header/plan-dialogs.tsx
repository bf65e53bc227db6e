"use client";

import { lazy } from "react";
import { ApiError } from "#components/shell/api.ts";
import type { Failure } from "#lib/domain/errors.ts";
import { useEditor, useEditorState } from "../editor-context.ts";

const SaveDialog = lazy(async () => ({
  default: (await import("#components/playbooks/save-dialog.tsx")).SaveDialog,
}));
const ShareDialog = lazy(async () => ({
  default: (await import("#components/share/share-dialog.tsx")).ShareDialog,
}));

const NOT_SAVED: Failure = {
  code: "unavailable",
  message: "The last changes are not saved yet. Make the link when they are.",
  issues: [],
};

/** Shares the plan by a link to what is saved of it. */
export function SharePlan({ onClose }: { onClose: () => void }) {
  const { store } = useEditor();
  const planId = useEditorState((state) => state.plan.id);
  return (
    <ShareDialog
      planId={planId}
      what="plan"
      shared={async () => {
        // What was typed a moment ago is to be in it.
        if (!(await store.flush())) throw new ApiError(NOT_SAVED);
        return { what: "plan", planId, rev: store.getState().rev };
      }}
      onClose={onClose}
    />
  );
}

/** Keeps the plan as a playbook. */
export function SavePlaybook({ onClose }: { onClose: () => void }) {
  const plan = useEditorState((state) => state.plan);
  const graph = useEditorState((state) => state.graph);
  return (
    <SaveDialog
      what={{ from: { planId: plan.id }, title: plan.title, graph, analysis: plan.analysis }}
      onClose={onClose}
    />
  );
}
