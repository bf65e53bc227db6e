"use client";

import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { useEditor, useEditorState } from "./editor-context.ts";

/** Somebody else edited at the same time: what came in, where both changed the same thing, and what stands now. */
export function MergeNoticeBanner() {
  const { store, openStep } = useEditor();
  const notice = useEditorState((state) => state.mergeNotice);
  if (!notice) return null;
  const clash = notice.conflicts.length > 0 || notice.dropped.length > 0;
  return (
    <Banner
      tone={clash ? "warning" : "info"}
      title={`Edits by ${notice.authors.join(" and ") || "somebody else"} were merged with yours`}
      className="m-2"
      actions={
        <Button size="small" onClick={store.dismissNotice}>
          Dismiss
        </Button>
      }
    >
      {notice.merged.length > 0 && <p className="text-muted">{notice.merged.join("; ")}.</p>}
      <ul className="flex flex-col gap-1">
        {notice.conflicts.map((conflict, index) => (
          <li key={index}>
            {conflict.message} {conflict.kept === "mine" ? "Yours stands" : "Theirs stands"}
            {": "}
            <span className="text-muted">
              yours “{brief(conflict.mine)}”, theirs “{brief(conflict.theirs)}”.
            </span>{" "}
            {conflict.stepId && (
              <button
                type="button"
                className="underline"
                onClick={() => conflict.stepId && openStep(conflict.stepId)}
              >
                Show
              </button>
            )}
          </li>
        ))}
        {notice.dropped.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </Banner>
  );
}

const LONGEST = 120;

function brief(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text;
}
