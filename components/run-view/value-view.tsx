"use client";

import { useState, type ReactNode } from "react";
import type { Json } from "#lib/domain/json.ts";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "./data-table.tsx";
import { JsonTree } from "./tree/json-tree.tsx";
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
  if (depth > DEEPEST) return <JsonTree value={value} label={fieldLabel(name) || "Value"} />;
  const shape = valueShape(value);
  const inside = { currency, depth: depth + 1 };
  switch (shape.kind) {
    case "empty":
      return <span className="text-muted">none</span>;
    case "scalar":
      return <LongText text={shape.text} />;
    case "words":
      return <LongText text={shape.items.join(", ")} />;
    case "citations":
      return (
        <LongList items={shape.items} renderItem={(item) => <span className="text-muted">{item}</span>} />
      );
    case "table":
      return (
        <DataTable
          label={fieldLabel(name) || "Table"}
          columns={shape.columns}
          rows={shape.rows}
          head={fieldLabel}
          renderCell={(item, column) => <ValueView value={item} name={column} {...inside} />}
        />
      );
    case "list":
      return <LongList items={shape.items} renderItem={(item) => <ValueView value={item} {...inside} />} />;
    case "fields": {
      // Inside a table or a list, what is short stands beside its name: one line a field.
      const beside = depth > 0 && shape.entries.every(([, item]) => isShort(item));
      return (
        <dl
          className={
            beside
              ? "grid w-fit grid-cols-[auto_auto] items-baseline gap-x-3"
              : depth === 0
                ? "space-y-2.5"
                : "space-y-1"
          }
        >
          {shape.entries.map(([key, item]) => (
            <div key={key} className={beside ? "contents" : undefined}>
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
}

function isShort(value: Json): boolean {
  return typeof value === "string" ? value.length <= 24 : value === null || typeof value !== "object";
}

/** Text is cut at so many characters, a list at so many items, until more is asked for. */
const TEXT_SHOWN = 5_000;
const ITEMS_SHOWN = 100;

function LongText({ text }: { text: string }) {
  const [shown, setShown] = useState(TEXT_SHOWN);
  const left = text.length - shown;
  return (
    <span className="wrap-break-word whitespace-pre-wrap tabular-nums">
      {left > 0 ? text.slice(0, shown) : text}
      {left > 0 && (
        <Button size="small" className="ml-1" onClick={() => setShown(shown + 10 * TEXT_SHOWN)}>
          Show more of {left.toLocaleString("en")} characters
        </Button>
      )}
    </span>
  );
}

function LongList<Item extends Json>({
  items,
  renderItem,
}: {
  items: readonly Item[];
  renderItem: (value: Item) => ReactNode;
}) {
  const [shown, setShown] = useState(ITEMS_SHOWN);
  const left = items.length - shown;
  return (
    <>
      <ul className="space-y-1">
        {items.slice(0, shown).map((value, index) => (
          // Items of an output never move, so their place names them.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>{renderItem(value)}</li>
        ))}
      </ul>
      {left > 0 && (
        <Button size="small" className="mt-1" onClick={() => setShown(shown + ITEMS_SHOWN)}>
          Show more of {left.toLocaleString("en")} items
        </Button>
      )}
    </>
  );
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
