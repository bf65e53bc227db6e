/**
 * What each document is called in SQL: its name in lower case without the ending, with underscores for what an identifier cannot
 * have ("Marketing metrics-2026.csv" gives "marketing_metrics_2026"). Of documents that would be called the same, those that come
 * later get a number.
 */
export function tableNames<T extends { name: string }>(documents: readonly T[]): Map<string, T> {
  const named = new Map<string, T>();
  for (const document of documents) {
    const plain = identifier(document.name.toLowerCase().replace(/\.csv$/, ""));
    const name = /^(?:\p{N}|sqlite_)/u.test(plain) ? `t_${plain}` : plain;
    let free = name;
    for (let number = 2; named.has(free); number++) free = `${name}_${number}`;
    named.set(free, document);
  }
  return named;
}

/**
 * What each column is called in SQL: its name in the file, with underscores for what an identifier cannot have. SQL makes no
 * difference between capitals and small letters, so that columns which differ in nothing else get a number.
 */
export function columnNames(header: readonly string[]): string[] {
  const taken = new Set<string>();
  return header.map((cell) => {
    const name = identifier(cell);
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}_${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

function identifier(name: string): string {
  const plain = name
    .toWellFormed()
    .replace(/[^\p{L}\p{N}_]+/gu, "_")
    .slice(0, 100)
    .replace(/^_+|_+$/g, "");
  return plain === "" ? "unnamed" : plain;
}
