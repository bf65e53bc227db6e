type Row = { key: number };

/** A key that no row has. */
export function newKey(rows: readonly Row[]): number {
  return Math.max(-1, ...rows.map(({ key }) => key)) + 1;
}

/** The rows with one changed. */
export function changeRow<T extends Row>(rows: readonly T[], key: number, changes: Partial<T>): T[] {
  return rows.map((row) => (row.key === key ? { ...row, ...changes } : row));
}

/** The rows with one moved by a place. */
export function moveRow<T extends Row>(rows: readonly T[], key: number, by: -1 | 1): T[] {
  const at = rows.findIndex((row) => row.key === key);
  const row = rows[at];
  const others = rows.filter((other) => other.key !== key);
  return row ? others.toSpliced(at + by, 0, row) : others;
}
