"use client";

import { ChevronRight } from "lucide-react";
import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { Json } from "#lib/domain/json.ts";
import { classes } from "#components/ui/classes.ts";
import { CopyButton } from "../copy-button.tsx";
import {
  copyText,
  firstOpen,
  pathText,
  showMore,
  treeRows,
  valueAt,
  type TreeRow,
  type TreeState,
} from "./tree-rows.ts";

/**
 * Any JSON value as a tree. By keyboard as trees work: up and down walk, right and left open and shut or go in and out, Enter opens, shuts
 * or shows more. What is copied is the row on which the reader stands.
 */
export function JsonTree({ value, label }: { value: Json; label: string }) {
  const [state, setState] = useState<TreeState>(() => ({ open: firstOpen(value), shown: new Map() }));
  const [at, setAt] = useState("$");
  const tree = useRef<HTMLUListElement>(null);
  const rows = useMemo(() => treeRows(value, state), [value, state]);
  // The row may have gone with the one that held it.
  const current = rows.find(({ key }) => key === at) ?? rows[0];
  const here = current ? valueAt(value, current.path) : undefined;

  function walk(row: TreeRow | undefined) {
    if (!row) return;
    setAt(row.key);
    tree.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.key)}"]`)?.focus();
  }

  function toggle(row: TreeRow) {
    setAt(row.key);
    if (row.kind === "more") {
      const key = pathText(row.path);
      const more = showMore(valueAt(value, row.path) ?? null, state.shown.get(key));
      setState({ ...state, shown: new Map(state.shown).set(key, more) });
    } else if (row.open !== null) {
      const open = new Set(state.open);
      if (!open.delete(row.key)) open.add(row.key);
      setState({ ...state, open });
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = rows.indexOf(current);
    const isOpen = current.kind === "value" ? current.open : null;
    const parent = () => rows.slice(0, index).findLast(({ level }) => level < current.level);
    const keys: Record<string, () => void> = {
      ArrowDown: () => walk(rows[index + 1]),
      ArrowUp: () => walk(rows[index - 1]),
      Home: () => walk(rows[0]),
      End: () => walk(rows.at(-1)),
      ArrowRight: () => (isOpen === false ? toggle(current) : isOpen && walk(rows[index + 1])),
      ArrowLeft: () => (isOpen ? toggle(current) : walk(parent())),
      Enter: () => toggle(current),
      " ": () => toggle(current),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  return (
    <div className="min-w-0 rounded-md border bg-well">
      <div className="flex flex-wrap items-center gap-2 border-b px-2 py-1">
        <code className="min-w-0 flex-1 truncate font-mono text-xs text-muted max-sm:basis-full">
          {current ? pathText(current.path) : "$"}
        </code>
        <CopyButton label="Copy path" text={() => pathText(current?.path ?? [])} />
        <CopyButton label="Copy value" text={() => copyText(here ?? null)} />
      </div>
      <ul ref={tree} role="tree" aria-label={label} className="max-h-96 overflow-auto py-1 font-mono text-xs">
        {rows.map((row) => (
          <li
            key={row.key}
            role="treeitem"
            data-row={row.key}
            aria-level={row.level}
            aria-posinset={row.place}
            aria-setsize={row.of}
            aria-selected={row === current}
            aria-expanded={row.kind === "value" && row.open !== null ? row.open : undefined}
            tabIndex={row === current ? 0 : -1}
            onClick={() => {
              // Whoever marks text in it means the text.
              if (getSelection()?.isCollapsed !== false) toggle(row);
            }}
            onKeyDown={onKeyDown}
            onFocus={() => setAt(row.key)}
            style={{ paddingLeft: `${(row.level - 1) * 1 + 0.25}rem` }}
            className={classes(
              "flex flex-wrap items-start gap-x-1 py-0.5 pr-2 hover:bg-hover focus-visible:outline-offset-[-2px]",
              row === current && "bg-accent-soft",
              (row.kind === "more" || row.open !== null) && "cursor-pointer",
            )}
          >
            {row.kind === "more" ? (
              <span className="pl-4 text-accent">
                Show {row.more.toLocaleString("en")} more of {row.left.toLocaleString("en")} {row.unit}
              </span>
            ) : (
              <ValueRow row={row} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function ValueRow({ row }: { row: Extract<TreeRow, { kind: "value" }> }) {
  const name = row.path.at(-1);
  return (
    <>
      <ChevronRight
        aria-hidden="true"
        className={classes(
          "mt-0.5 size-3 shrink-0 text-muted",
          row.open === null && "invisible",
          row.open === true && "rotate-90",
        )}
      />
      {name !== undefined && (
        <span className="max-w-[calc(100%-1rem)] wrap-anywhere text-muted">{name}:</span>
      )}
      {row.text !== null && (
        <span
          className={classes(
            "min-w-0 wrap-anywhere whitespace-pre-wrap text-text",
            // The whole of a long text has the whole width.
            row.open === true && "order-last basis-full pl-4",
          )}
        >
          {row.text}
        </span>
      )}
      <span className="shrink-0 pl-1 font-sans text-muted">{row.type}</span>
    </>
  );
}
