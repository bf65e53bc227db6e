import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Step } from "#lib/domain/step.ts";

/** Web and mail addresses, also web addresses that leave out "https://" or, as browsers allow, only the slashes of it. */
const ADDRESS =
  /\b(?:https?:[\\/]*(?=[\w[])|[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)[^\s"'<>)\\]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|\b(?:[\w-]{1,63}\.)+[a-z]{2,24}\/[^\s"'<>)\\]+/gi;
const MOST = 10;

/** An address in a step, by the step's title. */
export type ForeignAddress = { title: string; address: string };

/**
 * Web and mail addresses in a plan's steps that stand nowhere in what the person wrote: a model may have made them up, or taken them
 * from a text that wants something.
 * @param known all that the person wrote about it, and nothing else
 */
export function foreignAddresses({ steps }: Pick<PlanGraph, "steps">, known: string): ForeignAddress[] {
  const own = known.toLowerCase();
  return steps
    .flatMap((step) => addressesIn(step).map((address) => ({ title: step.title, address })))
    .filter(({ address }) => !own.includes(address.toLowerCase()))
    .slice(0, MOST);
}

/** The same of what a change brings: addresses that the plan had before are known. */
export function addedAddresses(before: PlanGraph, after: PlanGraph, known: string): ForeignAddress[] {
  return foreignAddresses(after, [known, ...before.steps.flatMap(addressesIn)].join("\n"));
}

/** A sentence for the person about each. */
export function warnOf(addresses: readonly ForeignAddress[]): string[] {
  return addresses.map(
    ({ title, address }) =>
      `“${title}” uses the address ${address}, which is not in what you wrote. Check it before it runs.`,
  );
}

function addressesIn({ title, instruction, args, fallbacks, doneCondition }: Step): string[] {
  const written = [title, instruction, doneCondition.rubric ?? "", ...textsIn([args, fallbacks])].join("\n");
  const found = (written.match(ADDRESS) ?? []).map((address) => address.replace(/[.,;:!?]+$/, ""));
  return [...new Set(found)];
}

/** Every text in a value, also where it is a key. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  // The parts of a template: an address may be cut in two.
  const joined = Array.isArray(value) ? [value.filter((part) => typeof part === "string").join("")] : [];
  return [...joined, ...Object.entries(value).flatMap(([key, part]) => [key, ...textsIn(part)])];
}
