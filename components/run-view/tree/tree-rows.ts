import type { Json } from "#lib/domain/json.ts";

/** Where a value stands in the one that is shown: fields by name, items by place. */
export type TreePath = readonly (string | number)[];

/** What a person has opened in a tree, and how much of each long list or text is shown; by the path as text. */
export type TreeState = { open: ReadonlySet<string>; shown: ReadonlyMap<string, number> };

/** A visible row: a value, or the offer to show more of the list or text above it. */
export type TreeRow = {
  /** Names the row among all rows. */
  key: string;
  /** Of an offer: of what it shows more. */
  path: TreePath;
  level: number;
  /** Its place among those of its level under the same parent, from 1, and how many these are. */
  place: number;
  of: number;
} & (
  | { kind: "value"; value: Json; open: boolean | null; type: string; text: string | null }
  | { kind: "more"; more: number; left: number; unit: "fields" | "items" | "characters" }
);

/** So many parts of a list or an object are shown at first, and more each time it is asked for. */
const PARTS = 100;
/** A text is cut at so many characters until it is opened, and opened it is shown in pieces. */
const CUT = 160;
const PIECE = 10_000;

/** The rows of a value that are visible now; the root is at level 1. */
export function treeRows(root: Json, state: TreeState): TreeRow[] {
  const rows: TreeRow[] = [];
  add({ value: root, path: [], level: 1, place: 1, of: 1 });
  return rows;

  function add(at: { value: Json; path: TreePath; level: number; place: number; of: number }): void {
    const key = pathText(at.path);
    const openable = canOpen(at.value);
    const open = openable ? state.open.has(key) : null;
    const inside = state.shown.get(key);
    const text = rowText(at.value, open === true, inside ?? PIECE);
    rows.push({ ...at, key, kind: "value", open, type: typeText(at.value), text });
    if (!open) return;
    const below = { path: at.path, level: at.level + 1 };
    if (typeof at.value === "string") {
      const left = at.value.length - (inside ?? PIECE);
      if (left > 0) {
        const more = Math.min(PIECE, left);
        rows.push({
          ...below,
          key: `${key} more`,
          place: 1,
          of: 1,
          kind: "more",
          more,
          left,
          unit: "characters",
        });
      }
      return;
    }
    const parts = partsOf(at.value);
    const count = Math.min(parts.length, inside ?? PARTS);
    const of = count + (count < parts.length ? 1 : 0);
    for (let index = 0; index < count; index++) {
      const name = parts[index];
      if (name === undefined) break;
      add({
        value: partOf(at.value, name),
        path: [...at.path, name],
        level: at.level + 1,
        place: index + 1,
        of,
      });
    }
    const left = parts.length - count;
    if (left > 0) {
      const unit = Array.isArray(at.value) ? "items" : "fields";
      rows.push({
        ...below,
        key: `${key} more`,
        place: of,
        of,
        kind: "more",
        more: Math.min(PARTS, left),
        left,
        unit,
      });
    }
  }
}

/** How much of a list or text is shown after one more piece of it was asked for. */
export function showMore(value: Json, shown: number | undefined): number {
  const piece = typeof value === "string" ? PIECE : PARTS;
  return (shown ?? piece) + piece;
}

/** The value at a path; undefined when there is none. */
export function valueAt(root: Json, path: TreePath): Json | undefined {
  let value: Json | undefined = root;
  for (const name of path) value = value === undefined ? undefined : partOf(value, name);
  return value;
}

/** A path as code would write it: `$.items[3].name`, `$["odd name"]`. */
export function pathText(path: TreePath): string {
  return path.reduce<string>((text, name) => {
    if (typeof name === "number") return `${text}[${name}]`;
    return /^[A-Za-z_][\w]*$/.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`;
  }, "$");
}

/** A value as text for the clipboard: a text as it is, all else as JSON. */
export function copyText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** The first open rows: the root, and what it holds where that is little. */
export function firstOpen(root: Json): Set<string> {
  const open = new Set(["$"]);
  if (typeof root !== "object" || root === null || Array.isArray(root)) return open;
  const parts = Object.entries(root);
  if (parts.length > 8) return open;
  for (const [name, value] of parts) {
    if (typeof value === "object" && value !== null && partsOf(value).length <= 8) open.add(pathText([name]));
  }
  return open;
}

function canOpen(value: Json): boolean {
  if (typeof value === "string") return value.length > CUT || value.includes("\n");
  return typeof value === "object" && value !== null && partsOf(value).length > 0;
}

function partsOf(value: Json): (string | number)[] {
  if (Array.isArray(value)) return Array.from(value, (_, index) => index);
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

function partOf(value: Json, name: string | number): Json {
  if (Array.isArray(value)) return typeof name === "number" ? (value[name] ?? null) : null;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return null;
  return value[name] ?? null;
}

function typeText(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 1 ? "list, 1 item" : `list, ${value.length} items`;
  if (typeof value === "object") {
    const count = Object.keys(value).length;
    return count === 1 ? "object, 1 field" : `object, ${count} fields`;
  }
  if (typeof value === "string") return value.length > CUT ? `text, ${value.length} characters` : "text";
  return typeof value === "number" ? "number" : "yes or no";
}

/** What a row says of its value; null where its parts say it. */
function rowText(value: Json, open: boolean, shown: number): string | null {
  if (typeof value === "string") {
    if (open) return value.slice(0, shown);
    const line = JSON.stringify(value.slice(0, CUT)).slice(1, -1);
    return `"${line}${value.length > CUT ? "…" : ""}"`;
  }
  if (Array.isArray(value)) return value.length === 0 ? "[]" : null;
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0 ? "{}" : null;
  return JSON.stringify(value);
}
