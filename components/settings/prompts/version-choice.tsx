import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/input.tsx";
import type { PromptDetail } from "#lib/domain/prompt.ts";
import { versionWords } from "./prompt-words.ts";

/** A version by its number, or the text that is not saved yet. */
export type Choice = number | "draft";

/** A choice among a prompt's versions and, where there is one, the unsaved text. */
export function VersionChoice({
  label,
  prompt,
  hasDraft,
  value,
  onChange,
}: {
  label: string;
  prompt: PromptDetail;
  hasDraft: boolean;
  value: Choice;
  onChange: (choice: Choice) => void;
}) {
  return (
    <Field label={label}>
      <Select
        value={String(value)}
        onChange={({ target }) => onChange(target.value === "draft" ? "draft" : Number(target.value))}
      >
        {hasDraft && <option value="draft">Unsaved text</option>}
        {prompt.versions.map(({ number, note }) => (
          <option key={number} value={number}>
            {versionWords(number)}
            {number === prompt.active && " (active)"}
            {note !== "" && `: ${note}`}
          </option>
        ))}
      </Select>
    </Field>
  );
}
