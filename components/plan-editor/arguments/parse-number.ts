/** A number that a person typed; a sentence when it is none. Only plain decimal notation counts. */
export function parseNumber(text: string, whole: boolean): number | string {
  const trimmed = text.trim();
  if (!/^-?\d+(\.\d+)?$/.test(trimmed)) return whole ? "Enter a whole number." : "Enter a number.";
  const value = Number(trimmed);
  if (whole && !Number.isSafeInteger(value)) return "Enter a whole number.";
  return value;
}
