import { setImmediate as others } from "node:timers/promises";
import { findValues, withoutValues } from "#lib/domain/secret-text.ts";
import { besideOf, placeBetween } from "./hide-in-json.ts";

/** How much of a text is looked through at once, in UTF-16 units: some tens of milliseconds. */
const BLOCK = 64 * 1_024;

/**
 * A long text with values of secrets hidden, as withoutValues does it, but in parts that overlap, so that no value lies across a border.
 * Between them whatever else the process has to do gets its turn.
 * @param by what stands for a value
 */
export async function hideInText(text: string, values: readonly string[], by?: string): Promise<string> {
  const beside = besideOf(values);
  const size = Math.max(BLOCK, 4 * beside);
  const made: string[] = [];
  for (let at = 0; at < text.length;) {
    const block = text.slice(at, at + size);
    const isLast = at + size >= text.length;
    const found = findValues(block, values);
    const cut = isLast ? block.length : placeBetween(found, block.length - beside);
    const part = block.slice(0, cut);
    made.push(found.length === 0 ? part : withoutValues(part, values, by));
    at += cut;
    if (!isLast) await others();
  }
  return made.join("");
}
