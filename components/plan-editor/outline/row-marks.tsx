import { CircleAlert, Layers, Lock, MessageSquare, Split } from "lucide-react";
import { AskMark } from "#components/graph/ask-mark.tsx";
import type { CardComments } from "#components/graph/canvas-props.ts";
import { commentWords } from "#components/graph/flow-mapping.ts";
import { classes } from "#components/ui/classes.ts";
import type { StepAsk } from "#lib/domain/step-ask.ts";
import type { Step } from "#lib/domain/step.ts";

/** What a row says of its step beside the title: what kind it is, and what is the matter with it. */
export function RowMarks({
  step,
  locked,
  comments,
  ask,
  invalid,
}: {
  step: Step;
  locked: boolean;
  comments: CardComments | null;
  ask: StepAsk | null;
  invalid: boolean;
}) {
  return (
    <>
      {locked && (
        <Lock
          role="img"
          aria-label="Started in the run, so it is locked"
          className="size-3.5 shrink-0 text-muted"
        />
      )}
      {comments && (
        <span
          title={commentWords(comments) ?? undefined}
          className={classes("shrink-0", comments.blocks ? "text-status-waiting" : "text-muted")}
        >
          <MessageSquare role="img" aria-label={commentWords(comments) ?? undefined} className="size-3.5" />
        </span>
      )}
      {step.kind === "map" && (
        <Layers role="img" aria-label="For each item of a list" className="size-3.5 shrink-0 text-muted" />
      )}
      {step.when !== null && (
        <Split role="img" aria-label={`Only when ${step.when}`} className="size-3.5 shrink-0 text-muted" />
      )}
      {step.optional && <span className="shrink-0 text-[0.6875rem] text-muted">optional</span>}
      {ask && <AskMark ask={ask} className="size-3.5 shrink-0" />}
      {invalid && (
        <CircleAlert role="img" aria-label="Has problems" className="size-3.5 shrink-0 text-status-failed" />
      )}
    </>
  );
}
