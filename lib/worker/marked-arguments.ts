import type { Db } from "#lib/db/client.ts";
import { joinSources, type MarkedArgument } from "#lib/domain/provenance.ts";
import type { Argument } from "#lib/domain/step.ts";
import type { GatedCall } from "#lib/executor/ports.ts";
import { fixedPlace } from "#lib/guardrails/reach.ts";
import type { StepToken } from "#lib/ledger/keys.ts";
import { sourcesOf } from "#lib/ledger/sources-of.ts";
import { standsIn } from "#lib/ledger/stands-in.ts";
import { stepsRead } from "#lib/ledger/step-facts.ts";
import type { Tool } from "#lib/tools/contract.ts";

/**
 * Which arguments of a call came from outside. `marked`: those that a person has to look at before something is changed; `composed`:
 * addresses that say more than was found outside, so that going there could tell somebody something.
 */
export type Marks = { marked: MarkedArgument[]; composed: MarkedArgument[] };

/** Looks up where a call's arguments came from, where that can matter. */
export async function marksOf(
  call: GatedCall,
  token: StepToken,
  { db, tools }: { db: Db; tools: ReadonlyMap<string, Tool> },
): Promise<Marks> {
  const { recorded, tool, step } = call;
  const args = [step, ...step.fallbacks][recorded.call]?.args ?? {};
  const changes = recorded.sideEffect !== "read";
  const named = changes ? (tool.sensitive ?? []) : [];
  const addresses = (tool.reaches?.kind === "arguments" ? tool.reaches.names : []).filter(
    (name) => args[name] !== undefined && !isFixed(args[name]),
  );
  if (named.length + addresses.length === 0) return { marked: [], composed: [] };
  const found = await markedAmong([...new Set([...named, ...addresses])], args, call, token, { db, tools });
  const composed = await Promise.all(
    found
      .filter(({ name }) => addresses.includes(name))
      .map(async (mark) => ((await saysMore(mark, args, call, token, db)) ? [mark] : [])),
  );
  return { marked: found.filter(({ name }) => named.includes(name)), composed: composed.flat() };
}

/** Whether a plan says itself to which host an address leads, whatever the run brings. */
function isFixed(argument: Argument): boolean {
  return argument.kind === "literal" || fixedPlace(argument) !== null;
}

async function markedAmong(
  names: readonly string[],
  args: GatedCall["step"]["args"],
  { origins, missing }: GatedCall,
  token: StepToken,
  { db, tools }: { db: Db; tools: ReadonlyMap<string, Tool> },
): Promise<MarkedArgument[]> {
  const outside = [...tools.values()].flatMap(({ name, outside: brings }) => (brings ? [name] : []));
  const isOpen = (name: string) => args[name]?.kind === "open";
  // What a model filled in may have come from anything that it read.
  const before = Object.keys(args).some(isOpen) ? await stepsRead(db, token) : [];
  // Where the last answer was not good enough it was told why, and that may be in the answer's words.
  const read = missing.length > 0 ? [...before, token.stepId] : before;
  const from = (name: string) => [
    ...origins.flatMap(({ path, stepId }) => (path[0] === name ? [stepId] : [])),
    ...(isOpen(name) ? read : []),
  ];
  const sources = await sourcesOf(db, token, [...new Set(names.flatMap(from))], outside);
  return names.flatMap((name) => {
    const joined = joinSources(...from(name).map((stepId) => sources.get(stepId) ?? []));
    return joined.length > 0 ? [{ name, sources: joined }] : [];
  });
}

/**
 * Whether an address from outside carries more than was found there: it is not written like that in what brought it in or in the plan, or
 * the call sends along what the plan does not fix. A slash at its end tells nobody anything.
 */
async function saysMore(
  { name, sources }: MarkedArgument,
  args: GatedCall["step"]["args"],
  { recorded, tool, step, goal }: GatedCall,
  token: StepToken,
  db: Db,
): Promise<boolean> {
  const others = (tool.sensitive ?? []).filter((one) => one !== name && recorded.args[one] !== undefined);
  if (others.some((one) => args[one]?.kind !== "literal")) return true;
  const value = recorded.args[name];
  if (typeof value !== "string") return false;
  const address = value.trim().replace(/\/$/, "");
  if ([step.instruction, step.title, goal?.text ?? ""].some((text) => text.includes(address))) return false;
  return !(await standsIn(
    db,
    token,
    sources.map(({ stepId }) => stepId),
    address,
  ));
}
