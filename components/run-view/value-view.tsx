import type { Json } from "#lib/domain/json.ts";
import { classes } from "#components/ui/classes.ts";
import { centsText, citationText, fieldLabel, isCents, valueShape } from "./value-shape.ts";

const DEEPEST = 6;

/** Any JSON value as tables, lists and fields that a person can read. `currency` is for fields named in cents. */
export function ValueView({
  value,
  name = "",
  currency = "USD",
  depth = 0,
}: {
  value: Json;
  /** The field it stands in. */
  name?: string;
  currency?: string;
  depth?: number;
}) {
  if (typeof value === "number" && isCents(name))
    return <span className="tabular-nums">{centsText(value, currency)}</span>;
  const citation = citationText(value);
  if (citation) return <span className="text-muted">{citation}</span>;
  if (depth > DEEPEST) return <RawJson value={value} />;
  const shape = valueShape(value);
  const inside = { currency, depth: depth + 1 };
  switch (shape.kind) {
    case "empty":
      return <span className="text-muted">none</span>;
    case "scalar":
      return <span className="wrap-break-word whitespace-pre-wrap tabular-nums">{shape.text}</span>;
    case "words":
      return <span>{shape.items.join(", ")}</span>;
    case "table":
      return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div tabIndex={0} role="group" aria-label={fieldLabel(name) || "Table"} className="overflow-x-auto">
          <table className="border-collapse text-left">
            <thead>
              <tr>
                {shape.columns.map((column) => (
                  <th
                    key={column}
                    scope="col"
                    className="border-b border-line-strong py-1 pr-4 text-xs font-semibold"
                  >
                    {fieldLabel(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shape.rows.map((row, index) => (
                // Rows of an output never move, so their place names them.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={index}>
                  {shape.columns.map((column) => (
                    <td
                      key={column}
                      className={classes(
                        "max-w-md border-b py-1 pr-4 align-top",
                        isLong(row[column]) && "min-w-56",
                      )}
                    >
                      <ValueView value={row[column] ?? null} name={column} {...inside} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case "list":
      return (
        <ul className="space-y-1">
          {shape.items.map((item, index) => (
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <ValueView value={item} {...inside} />
            </li>
          ))}
        </ul>
      );
    case "fields":
      return (
        <dl className={depth === 0 ? "space-y-2.5" : "space-y-1"}>
          {shape.entries.map(([key, item]) => (
            <div key={key}>
              <dt className="text-xs font-medium text-muted">{fieldLabel(key)}</dt>
              <dd>
                <ValueView value={item} name={key} {...inside} />
              </dd>
            </div>
          ))}
        </dl>
      );
  }
}

/** Text that reads badly in a narrow column. */
function isLong(value: Json | undefined): boolean {
  return typeof value === "string" && value.length > 40;
}

/** A value as it is stored. */
export function RawJson({ value }: { value: Json }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre tabIndex={0} className="max-h-80 overflow-auto rounded-md bg-well p-2 font-mono text-xs">
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
