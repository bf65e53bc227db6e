import { sameJson } from "./same-json.ts";

/** A merged value, or none where both sides made different things of it. */
export type MergedValue = { value: unknown } | null;

/**
 * Merges two changes of a JSON value: objects by key, lists by their items, so that two additions to a list, or an addition and a
 * removal, do not exclude each other. In a list what `theirs` added comes last.
 */
export function mergeValues(base: unknown, mine: unknown, theirs: unknown): MergedValue {
  if (sameJson(base, theirs) || sameJson(mine, theirs)) return { value: mine };
  if (sameJson(base, mine)) return { value: theirs };
  if (Array.isArray(base) && Array.isArray(mine) && Array.isArray(theirs))
    return mergeLists(base, mine, theirs);
  if (isObject(base) && isObject(mine) && isObject(theirs)) return mergeObjects(base, mine, theirs);
  return null;
}

function mergeLists(base: unknown[], mine: unknown[], theirs: unknown[]): MergedValue {
  const removed = without(base, theirs);
  const missing = without(removed, mine);
  // An item that both changed is gone from both.
  if (missing.length > 0 && without(theirs, base).length > 0) return null;
  return { value: [...without(mine, removed), ...without(without(theirs, base), mine)] };
}

/** The items of a list that another does not have; of equal ones as many as it has more. */
function without(list: readonly unknown[], other: readonly unknown[]): unknown[] {
  const left = [...other];
  return list.filter((item) => {
    const at = left.findIndex((one) => sameJson(one, item));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

type JsonMap = Record<string, unknown>;

function isObject(value: unknown): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mergeObjects(base: JsonMap, mine: JsonMap, theirs: JsonMap): MergedValue {
  const merged = new Map<string, unknown>();
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const value = mergeValues(base[key], mine[key], theirs[key]);
    if (value === null) return null;
    if (value.value !== undefined) merged.set(key, value.value);
  }
  return { value: Object.fromEntries(merged) };
}
