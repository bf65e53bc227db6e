import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";

type Setting = {
  label: string;
  hint?: string;
  error: string | null;
  /** As it stands in the form, fitting or not. */
  value: string;
  onChange: (value: string) => void;
};

/** A number of the settings. `empty`: what it means when nothing is entered. */
export function NumberSetting({
  label,
  hint,
  error,
  value,
  onChange,
  decimal = false,
  empty,
}: Setting & { decimal?: boolean; empty?: string }) {
  return (
    <Field label={label} hint={hint} error={error}>
      <Input
        inputMode={decimal ? "decimal" : "numeric"}
        autoComplete="off"
        placeholder={empty}
        className="max-w-40"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

/** One of a few choices of the settings, by its value, in words. */
export function ChoiceSetting({
  label,
  hint,
  error,
  value,
  onChange,
  choices,
}: Setting & { choices: Readonly<Record<string, string>> }) {
  return (
    <Field label={label} hint={hint} error={error}>
      <Select className="max-w-80" value={value} onChange={(event) => onChange(event.target.value)}>
        {!Object.hasOwn(choices, value) && <option value={value}>{value} (unknown)</option>}
        {Object.entries(choices).map(([choice, words]) => (
          <option key={choice} value={choice}>
            {words}
          </option>
        ))}
      </Select>
    </Field>
  );
}
