"use client";

import { useQuery } from "@tanstack/react-query";
import { Json } from "#lib/domain/json.ts";
import { ApiError, failureOf } from "#components/shell/api.ts";
import { bytesText } from "#components/shell/bytes-text.ts";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { calendarRows } from "./calendar-rows.ts";
import { DataTable } from "./data-table.tsx";
import type { FileKind } from "./file-kind.ts";
import { Markdown } from "./markdown.tsx";
import { JsonTree } from "./tree/json-tree.tsx";
import type { Row } from "./sort-rows.ts";

/** So much of a file is looked at here; the rest is in the download. */
const LOOKED_AT = 400_000;

/** The beginning of a file, by what it is: text of any kind that shows itself and can do nothing. */
export function FilePreview({ name, address, kind }: { name: string; address: string; kind: FileKind }) {
  const file = useQuery({
    queryKey: ["file", address],
    queryFn: ({ signal }) => beginningOf(address, signal),
    staleTime: 60_000,
  });
  const table = useQuery({
    queryKey: ["file-table", address],
    queryFn: () => tableOf(file.data?.text ?? "", file.data?.whole ?? true),
    enabled: kind === "table" && file.data !== undefined,
    staleTime: 60_000,
  });
  if (file.isPending || (kind === "table" && table.isPending))
    return <SkeletonRows label={`Loading ${name}`} rows={3} />;
  if (!file.data) return <ErrorNote {...failureOf(file.error)} onRetry={() => void file.refetch()} />;
  const { text, whole } = file.data;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {!whole && (
        <p className="text-xs text-muted">
          This is its beginning, {bytesText(LOOKED_AT)}. Download it for the rest.
        </p>
      )}
      {kind === "markdown" && <Markdown text={text} />}
      {kind === "calendar" && <Rows name={name} rows={calendarRows(text)} />}
      {kind === "table" && (table.data ? <Rows name={name} rows={table.data} /> : <Plain text={text} />)}
      {kind === "json" && <JsonFile name={name} text={text} />}
      {kind === "text" && <Plain text={text} />}
    </div>
  );
}

function Rows({ name, rows }: { name: string; rows: readonly Row[] }) {
  const columns = [...new Set(rows.slice(0, 100).flatMap((row) => Object.keys(row)))];
  if (rows.length === 0) return <p className="text-muted">There are no rows in it.</p>;
  return (
    <DataTable
      label={name}
      columns={columns}
      rows={rows}
      head={(column) => column}
      renderCell={(value) => (
        <span className="wrap-break-word whitespace-pre-wrap tabular-nums">
          {typeof value === "string" ? value : JSON.stringify(value)}
        </span>
      )}
    />
  );
}

function JsonFile({ name, text }: { name: string; text: string }) {
  let value: Json;
  try {
    value = Json.parse(JSON.parse(text));
  } catch {
    return <Plain text={text} />;
  }
  return <JsonTree value={value} label={name} />;
}

function Plain({ text }: { text: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-md bg-well p-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap"
    >
      {text}
    </pre>
  );
}

/** The first bytes of a file as text; what comes after them is not waited for. */
async function beginningOf(address: string, signal: AbortSignal): Promise<{ text: string; whole: boolean }> {
  const response = await fetch(address, { signal });
  if (!response.ok || !response.body)
    throw new ApiError({ code: "not_found", message: "This file cannot be read any more.", issues: [] });
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = 0; bytes < LOOKED_AT;) {
    const { done, value } = await reader.read();
    if (done) return { text, whole: true };
    bytes += value.length;
    text += decoder.decode(value.subarray(0, value.length - Math.max(0, bytes - LOOKED_AT)), {
      stream: true,
    });
  }
  await reader.cancel();
  return { text, whole: false };
}

/** A CSV file's rows by its first line; null when it is none. The parser comes only when it is needed. */
async function tableOf(text: string, whole: boolean): Promise<Row[] | null> {
  const { parse } = await import("csv-parse/browser/esm/sync");
  // The last line of a part may be cut.
  const lines = whole ? text : text.slice(0, text.lastIndexOf("\n"));
  try {
    const records = parse(lines, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    const [head = [], ...rows] = records;
    const names = head.map((name, place) =>
      name === "" || head.indexOf(name) < place ? `${name} ${place + 1}`.trim() : name,
    );
    return rows.map((row) =>
      Object.fromEntries(row.map((cell, place) => [names[place] ?? `Column ${place + 1}`, cell])),
    );
  } catch {
    return null;
  }
}
