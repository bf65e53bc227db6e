import type { StepCardData } from "../flow-mapping.ts";

/** What a step works with, in a line: its tool, or the fallback in use; of one that a condition passed by, that. */
export function ToolLine({ data: { step, tool, run } }: { data: StepCardData }) {
  if (run?.skipCause === "condition") {
    const why = run.notes.at(-1) ?? "All that it depends on was skipped by conditions.";
    return <span title={why}>By a condition</span>;
  }
  const name = run?.tool ?? step.tool;
  return (
    <span title={name}>
      {tool?.title ?? (name || "No tool chosen")}
      {(run?.fallback ?? null) !== null && " (fallback)"}
    </span>
  );
}
