"use client";

import { AskMark } from "#components/graph/ask-mark.tsx";
import { askWords } from "#lib/domain/step-ask.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { useEditorState } from "../editor-context.ts";

/** Whether a step's calls wait for an approval, and by which rule or because of what. */
export function AskNote({ stepId }: { stepId: StepId }) {
  const ask = useEditorState((state) => state.asks[stepId]);
  if (!ask) return null;
  return (
    <div className="flex gap-1.5 text-xs">
      <AskMark ask={ask} className="mt-0.5 size-3.5" />
      <div className="min-w-0">
        <p className="font-medium">{askWords(ask)}</p>
        <ul className="flex flex-col gap-0.5 wrap-anywhere text-muted">
          {ask.why.map((why) => (
            <li key={why}>{why}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
