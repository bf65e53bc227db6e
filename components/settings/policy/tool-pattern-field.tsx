import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ToolSpec } from "#lib/domain/tool.ts";

const NAMES = "policy-tool-names";

/** The names and families of names that pattern fields offer; stands once on a page. */
export function ToolNames({ tools }: { tools: readonly ToolSpec[] }) {
  const families = new Set(tools.flatMap(({ name }) => (name.includes(".") ? [familyOf(name)] : [])));
  return (
    <datalist id={NAMES}>
      <option value="*">All tools</option>
      {[...families].toSorted().map((family) => (
        <option key={family} value={family}>
          All of {family.slice(0, -2)}
        </option>
      ))}
      {tools.map(({ name, title }) => (
        <option key={name} value={name}>
          {title}
        </option>
      ))}
    </datalist>
  );
}

/** Which tools something is about. */
export function ToolPatternField({
  error,
  value,
  onChange,
}: {
  error: string | null;
  value: string;
  onChange: (pattern: string) => void;
}) {
  return (
    <Field label="Which tools" hint="A name, its beginning with .* behind it, or * for all." error={error}>
      <Input
        list={NAMES}
        autoComplete="off"
        spellCheck={false}
        className="max-w-80 font-mono text-xs"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </Field>
  );
}

function familyOf(name: string): string {
  return `${name.slice(0, name.lastIndexOf("."))}.*`;
}
