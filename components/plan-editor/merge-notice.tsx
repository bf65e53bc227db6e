"use client";

import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { sidesOf } from "./conflict-words.ts";
import { useEditor, useEditorState } from "./editor-context.ts";

/** Somebody else edited at the same time: what came in, where both changed the same thing, and what stands now. Or what was not kept. */
export function MergeNoticeBanner() {
  const { store, openStep } = useEditor();
  const notice = useEditorState((state) => state.mergeNotice);
  if (!notice) return null;
  const clash = notice.conflicts.length > 0 || notice.dropped.length > 0;
  // Nobody else edited: what an earlier visit left unsaved did not fit any more.
  const own = notice.authors.length === 0 && notice.conflicts.length === 0 && notice.dropped.length > 0;
  return (
    <Banner
      tone={clash ? "warning" : "info"}
      title={
        own
          ? "Some of your edits from earlier could not be kept"
          : `Edits by ${notice.authors.join(" and ") || "somebody else"} were merged with yours`
      }
      className="m-2"
      actions={
        <Button size="small" onClick={store.dismissNotice}>
          Dismiss
        </Button>
      }
    >
      {notice.merged.length > 0 && <p className="text-muted">{notice.merged.join("; ")}.</p>}
      <ul className="flex flex-col gap-1">
        {notice.conflicts.map((conflict, index) => {
          const sides = sidesOf(conflict);
          return (
            <li key={index}>
              {conflict.message}{" "}
              {sides && (
                <span className="text-muted">
                  Yours: “{sides.mine}”. Theirs: “{sides.theirs}”.{" "}
                </span>
              )}
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
          );
        })}
        {notice.dropped.map((reason, place) => (
          // Two edits may have been left out for the same reason.
          <li key={`${place} ${reason}`}>{reason}</li>
        ))}
      </ul>
    </Banner>
  );
}
