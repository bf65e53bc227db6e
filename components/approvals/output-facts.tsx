import { FindingNotes } from "#components/plan-editor/inspector/finding-notes.tsx";
import type { OutputRequest } from "#lib/domain/approval.ts";
import type { Json } from "#lib/domain/json.ts";

/** What a step gave that did not pass the checks, and what they found. */
export function OutputFacts({
  request: { summary, findings, output },
  written,
}: {
  request: OutputRequest;
  /** What a reviewer has put in its place; undefined: nothing. */
  written: Json | undefined;
}) {
  return (
    <>
      <p className="text-muted">
        What this step gave did not pass the checks of the workspace. Nothing has read it yet.
      </p>
      <section aria-label="What the checks found">
        <FindingNotes findings={findings} />
      </section>
      {summary !== "" && <p className="wrap-anywhere">{summary}</p>}
      {output === null ? (
        <p className="text-muted">It is too large to be shown here.</p>
      ) : (
        <Shown label="The output" value={output} />
      )}
      {written !== undefined && (
        <>
          <p className="font-medium">A reviewer has put this in its place:</p>
          <Shown label="The output in its place" value={written} />
        </>
      )}
    </>
  );
}

function Shown({ label, value }: { label: string; value: Json }) {
  return (
    <pre
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must do so by keyboard too
      tabIndex={0}
      aria-label={label}
      className="max-h-80 overflow-auto rounded-md bg-well px-2 py-1 font-mono text-xs whitespace-pre-wrap wrap-anywhere"
    >
      {typeof value === "string" ? value : JSON.stringify(value, null, 2)}
    </pre>
  );
}
