import type { Json } from "#lib/domain/json.ts";

/**
 * About how many bytes a value takes as JSON.
 * @param enough stops counting there, so that a huge value is not walked to its end
 */
export function roughSize(value: Json, enough: number): number {
  let size = 0;
  const open: Json[] = [value];
  for (let each = open.pop(); each !== undefined && size < enough; each = open.pop()) {
    if (typeof each === "string") size += each.length + 2;
    else if (typeof each !== "object" || each === null) size += 8;
    else if (Array.isArray(each)) {
      size += 2;
      for (const item of each) open.push(item);
    } else {
      for (const [key, item] of Object.entries(each)) {
        size += key.length + 4;
        open.push(item);
      }
    }
  }
  return size;
}
