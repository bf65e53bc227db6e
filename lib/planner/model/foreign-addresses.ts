import type { DraftedStep } from "../drafted-step.ts";

const ADDRESS = /\bhttps?:\/\/[^\s"'<>)\\]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/gi;

/**
 * Web and mail addresses in a step's arguments that stand nowhere in what the person wrote. A model may have made them up, or taken
 * them from a text that wants something.
 */
export function foreignAddresses({ step }: DraftedStep, known: string): string[] {
  const written = JSON.stringify([step.args, step.fallbacks, step.instruction]);
  const own = known.toLowerCase();
  const found = (written.match(ADDRESS) ?? []).map((address) => address.replace(/[.,;:!?]+$/, ""));
  return [...new Set(found)].filter((address) => !own.includes(address.toLowerCase())).slice(0, 5);
}
