import { FindingNotes } from "#components/plan-editor/inspector/finding-notes.tsx";
import { classes } from "#components/ui/classes.ts";
import type { OutputRequest } from "#lib/domain/approval.ts";
import type { Json } from "#lib/domain/json.ts";
import type { OutputText } from "#lib/domain/run.ts";
import { LargeText } from "#components/run-view/large-output.tsx";

/** What a step gave that did not pass the checks, and what they found. */
export function OutputFacts({
  approvalId,
  request: { summary, findings, output },
  written,
  large,
  brief,
}: {
  approvalId: string;
  request: OutputRequest;
  /** What a reviewer has put in its place; undefined: nothing. */
  written: Json | undefined;
  /** The first piece of what is handed on, where that is too large to be shown at once. */
  large: OutputText | null;
  /** Leaves room for what can be decided, where the request stands above a run. */
  brief: boolean;
}) {
  const pieces = (label: string) =>
    large && (
      <section
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must do so by keyboard too
        tabIndex={0}
        aria-label={label}
        className="max-h-96 overflow-auto"
      >
        {/* Another text than before is another value: its pages begin anew. */}
        <LargeText key={large.text} address={`/api/approvals/${approvalId}/output`} first={large} />
      </section>
    );
  return (
    <>
      <p className="text-muted">
        What this step gave did not pass the checks of the workspace. Nothing has read it yet.
      </p>
      <section aria-label="What the checks found">
        <FindingNotes findings={findings} />
      </section>
      {summary !== "" && <p className="wrap-anywhere">{summary}</p>}
      {output !== null && <Shown label="The output" value={output} brief={brief} />}
      {output === null && written === undefined && pieces("The output")}
      {output === null && (written !== undefined || large === null) && (
        <p className="text-muted">It is too large to be shown here.</p>
      )}
      {written !== undefined && (
        <>
          <p className="font-medium">A reviewer has put this in its place:</p>
          {pieces("The output in its place") ?? (
            <Shown label="The output in its place" value={written} brief={brief} />
          )}
        </>
      )}
    </>
  );
}

function Shown({ label, value, brief }: { label: string; value: Json; brief: boolean }) {
  return (
    <pre
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must do so by keyboard too
      tabIndex={0}
      aria-label={label}
      className={classes(
        "overflow-auto rounded-md bg-well px-2 py-1 font-mono text-xs whitespace-pre-wrap wrap-anywhere",
        brief ? "max-h-36" : "max-h-80",
      )}
    >
      {typeof value === "string" ? value : JSON.stringify(value, null, 2)}
    </pre>
  );
}
