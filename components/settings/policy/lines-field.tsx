import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { classes } from "#components/ui/classes.ts";
import type { ProblemAt } from "./section.tsx";

/** A list of the policy, one entry a line. */
export function LinesField({
  label,
  hint,
  path,
  problemAt,
  lines,
  code = false,
  onChange,
}: {
  label: string;
  hint: string;
  /** Where the policy has the list. */
  path: readonly string[];
  problemAt: ProblemAt;
  lines: readonly string[];
  /** The entries are written in a language of their own. */
  code?: boolean;
  onChange: (lines: string[]) => void;
}) {
  return (
    <Field label={label} hint={hint} error={problemAt(...path) ?? problemOfEntry(lines, path, problemAt)}>
      <Textarea
        rows={Math.min(12, Math.max(3, lines.length + 1))}
        spellCheck={false}
        className={classes("max-w-160", code && "font-mono text-xs leading-5")}
        value={lines.join("\n")}
        onChange={({ target }) => onChange(target.value === "" ? [] : target.value.split("\n"))}
      />
    </Field>
  );
}

function problemOfEntry(
  lines: readonly string[],
  path: readonly string[],
  problemAt: ProblemAt,
): string | null {
  // The policy has no empty entries, so they are not counted.
  for (const [index, entry] of lines.filter((line) => line.trim() !== "").entries()) {
    const problem = problemAt(...path, index);
    if (problem !== null) return `“${entry.trim().slice(0, 60)}”: ${problem}`;
  }
  return null;
}
