/** True when text holds NUL or a lone surrogate, which Postgres cannot store as text or jsonb. */
export function hasUnstorable(text: string): boolean {
  return text.includes("\u0000") || !text.isWellFormed();
}

/** How many characters a text has, as JSON Schema and CEL count them: a surrogate pair is one. */
export function charactersIn(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1) count++;
  return count;
}
