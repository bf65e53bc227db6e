import { diffArrays, diffWordsWithSpace } from "diff";

/** A piece of a line; `changed` when just this piece is what differs. */
export type DiffPart = { text: string; changed: boolean };

/** A line with its number in the text before and after, where it stands in them. */
export type DiffLine = {
  kind: "same" | "removed" | "added";
  before: number | null;
  after: number | null;
  parts: DiffPart[];
};

/** A line, or a run of lines that are the same and far from any change. */
export type DiffRow = DiffLine | { kind: "fold"; lines: DiffLine[] };

/** What makes one text another: its rows from top to bottom, and how many lines were removed and added. */
export type TextDiff = { rows: DiffRow[]; removed: number; added: number };

/** Lines shown around a change. */
const CONTEXT = 3;
/** Beyond so many differences a comparison takes seconds and says nothing: all of it counts as changed. */
const MOST_EDITS = 1_000;
/** Blocks that share less than this part of their letters are other texts, not changed ones; marking words would only be noise. */
const LEAST_SHARED = 0.35;

/** Compares two texts line by line, and where lines were changed word by word. */
export function diffTexts(before: string, after: string): TextDiff {
  const lines = diffLines(before.split("\n"), after.split("\n"));
  return {
    rows: folded(lines),
    removed: lines.filter(({ kind }) => kind === "removed").length,
    added: lines.filter(({ kind }) => kind === "added").length,
  };
}

function diffLines(before: string[], after: string[]): DiffLine[] {
  const changes = diffArrays(before, after, { maxEditLength: MOST_EDITS }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  const lines: DiffLine[] = [];
  const at = { before: 1, after: 1 };
  const add = (kind: DiffLine["kind"], parts: DiffPart[]) =>
    lines.push({
      kind,
      before: kind === "added" ? null : at.before++,
      after: kind === "removed" ? null : at.after++,
      parts,
    });
  for (const [index, { value, removed, added }] of changes.entries()) {
    if (!removed && !added) for (const text of value) add("same", [{ text, changed: false }]);
    else if (added && changes[index - 1]?.removed) continue;
    else {
      const next = removed && changes[index + 1]?.added ? changes[index + 1] : undefined;
      const { left, right } = diffBlocks(removed ? value : [], added ? value : (next?.value ?? []));
      for (const parts of left) add("removed", parts);
      for (const parts of right) add("added", parts);
    }
  }
  return lines;
}

/** Lines that took the place of others, with the words marked that differ. */
function diffBlocks(left: string[], right: string[]): { left: DiffPart[][]; right: DiffPart[][] } {
  const plain = (lines: string[]) => lines.map((text) => [{ text, changed: false }]);
  if (left.length === 0 || right.length === 0) return { left: plain(left), right: plain(right) };
  const [before, after] = [left.join("\n"), right.join("\n")];
  const words = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS });
  const shared = (words ?? []).filter(({ added, removed }) => !added && !removed);
  const letters = (text: string) => text.replace(/\s/g, "").length;
  const most = Math.max(letters(before), letters(after));
  if (!words || shared.reduce((sum, { value }) => sum + letters(value), 0) < most * LEAST_SHARED)
    return { left: plain(left), right: plain(right) };
  const side = (without: "added" | "removed") =>
    splitLines(
      words
        .filter((word) => !word[without])
        .map(({ value, added, removed }) => ({ text: value, changed: added || removed })),
    );
  return { left: side("added"), right: side("removed") };
}

function splitLines(parts: readonly DiffPart[]): DiffPart[][] {
  const lines: DiffPart[][] = [[]];
  for (const { text, changed } of parts) {
    for (const [index, piece] of text.split("\n").entries()) {
      if (index > 0) lines.push([]);
      if (piece !== "") lines.at(-1)?.push({ text: piece, changed });
    }
  }
  return lines;
}

function folded(lines: readonly DiffLine[]): DiffRow[] {
  const near = new Set<number>();
  for (const [index, { kind }] of lines.entries())
    if (kind !== "same") for (let i = index - CONTEXT; i <= index + CONTEXT; i++) near.add(i);
  const rows: DiffRow[] = [];
  for (const [index, line] of lines.entries()) {
    const last = rows.at(-1);
    if (near.has(index)) rows.push(line);
    else if (last?.kind === "fold") last.lines.push(line);
    else rows.push({ kind: "fold", lines: [line] });
  }
  // A fold of one line is no shorter than the line.
  return rows.flatMap((row) => (row.kind === "fold" && row.lines.length === 1 ? row.lines : [row]));
}
