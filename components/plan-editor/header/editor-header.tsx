"use client";

import type { ReactNode } from "react";

import { CompareButton } from "../candidates/compare-button.tsx";
import { ChatButton } from "../chat/chat-button.tsx";
import { useEditorState } from "../editor-context.ts";
import { OthersHere } from "../presence/others-here.tsx";
import { EstimateNote } from "./estimate-note.tsx";
import { HistoryButtons } from "./history-buttons.tsx";
import { PlanMenu } from "./plan-menu.tsx";
import { ReaderNote } from "./reader-note.tsx";
import { SaveNote } from "./save-note.tsx";
import { ValidityMenu } from "./validity-menu.tsx";
import { VersionButton } from "./version-button.tsx";

/** The bar over the editor: what the plan is, how it stands, and the main button. */
export function EditorHeader({ runButton }: { runButton: ReactNode }) {
  const title = useEditorState((state) => state.plan.title);
  const goal = useEditorState((state) => state.plan.goal);
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-b bg-surface px-3 py-2">
      <div className="min-w-40 flex-1 basis-64">
        <h1 className="truncate text-base font-semibold" title={title}>
          {title}
        </h1>
        <p className="truncate text-xs text-muted" title={goal}>
          {goal}
        </p>
      </div>
      {/* On a narrow screen one row says how the plan stands and one has what can be done, Run at its end. */}
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 max-sm:w-full sm:ml-auto [&>:last-child]:max-sm:ml-auto">
        <OthersHere />
        <ReaderNote />
        <SaveNote />
        <EstimateNote />
        <VersionButton />
        <ValidityMenu />
        <span className="basis-full sm:hidden" />
        <ChatButton />
        <CompareButton />
        <HistoryButtons />
        <PlanMenu />
        {runButton}
      </div>
    </div>
  );
}
