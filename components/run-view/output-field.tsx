import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";

/** A box for an output as JSON. */
export function OutputField({
  label,
  hint,
  problem,
  text,
  onChange,
  rows,
}: {
  label: string;
  hint: string;
  problem: string | null;
  text: string;
  onChange: (text: string) => void;
  rows: number;
}) {
  return (
    <Field label={label} hint={hint} error={problem}>
      <Textarea
        value={text}
        onChange={(event) => onChange(event.target.value)}
        rows={rows}
        spellCheck={false}
        className="font-mono text-xs"
      />
    </Field>
  );
}
