import type { Finding } from "#lib/domain/finding.ts";
import { argumentReferences } from "#lib/domain/graph.ts";
import { lookedBy } from "#lib/domain/looked-by.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { SecretName } from "#lib/domain/secret.ts";
import type { Arguments, Step } from "#lib/domain/step.ts";
import { possibleEffects } from "#lib/domain/tool-effects.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { checkSecrets } from "./check-secrets.ts";
import { literalArguments } from "./literal-arguments.ts";
import type { OutsideSteps } from "./outside-steps.ts";
import { permissionOf, type Permitted } from "./permission.ts";
import {
  addHost,
  fixedPlace,
  mayReach,
  mayReachAnything,
  mustBeNamed,
  notNamed,
  placesOf,
  writesTo,
} from "./reach.ts";

/** One use of a tool by a step. `field`: what stands before its parts in the fields of findings; `fallback`: others come before it. */
export type ToolUse = { tool: string; args: Arguments; field: string; fallback: boolean };

/** One reason for which a use waits for an approval. */
export type AskReason = { certain: boolean; why: string };

/** What is said of one use. */
export type UseVerdict = { findings: Finding[]; asks: AskReason[] };

/** What uses are held to. */
export type UseRules = {
  policy: Policy;
  /** Null: not known. */
  secrets: readonly SecretName[] | null;
  specs: ReadonlyMap<string, ToolSpec>;
  outside: OutsideSteps;
};

/** A step's own use of its tool, and those of its fallbacks. */
export function usesOf({ tool, args, fallbacks }: Step): ToolUse[] {
  return [
    { tool, args, field: "", fallback: false },
    ...fallbacks.map((use, index) => ({ ...use, field: `fallbacks.${index}.`, fallback: true })),
  ];
}

/**
 * Checks one use of a tool against a policy: may it be used, does it ask, may it go where it goes, are its secrets there. The tool that
 * it looks by is held to the same, and must not ask, since nobody could approve every look.
 */
export function checkUse(step: Step, use: ToolUse, rules: UseRules): UseVerdict {
  const tool = rules.specs.get(use.tool);
  if (!tool) return { findings: [], asks: [] };
  const say: Say = (severity, rule, field, message, fix) => ({
    severity,
    rule,
    stepId: step.id,
    field: `${use.field}${field}`,
    message,
    fix,
  });
  const own = { tool: "tool", args: "args" };
  const { denied, asks } = checkPermission(tool, use.args, own.tool, rules.policy, say);
  return {
    findings: [
      ...denied,
      ...checkPlaces(tool, use.args, own, rules.policy, say),
      ...secretProblems(tool, use, own.args, rules.secrets, say),
      ...checkLook(tool, use, rules, say),
    ],
    asks: [...asks, ...priceless(tool, use.args, rules), ...fromOutside(step, tool, use.args, rules.outside)],
  };
}

type Say = (
  severity: Finding["severity"],
  rule: string,
  field: string,
  message: string,
  fix: string | null,
) => Finding;

/** Where a use's tool and its arguments stand in the step. */
type Places = { tool: string; args: string };

function checkPermission(
  tool: ToolSpec,
  args: Arguments,
  field: string,
  policy: Policy,
  say: Say,
): { denied: Finding[]; asks: AskReason[] } {
  const permitted = permissionOf(policy, tool, args);
  const { permission, certain } = permitted;
  if (permission === "deny") {
    const message = certain
      ? `${tool.title} is not allowed ${whose(permitted)}.`
      : `${tool.title} may turn out not to be allowed, ${whose(permitted)}: that depends on arguments which only the run will know.`;
    const severity = certain ? "error" : "warning";
    return { denied: [say(severity, "tool_denied", field, message, "Choose another tool.")], asks: [] };
  }
  if (permission === "ask") {
    const why = certain
      ? `${tool.title} asks before it is used, ${whose(permitted)}.`
      : `${tool.title} may ask before it is used, ${whose(permitted)}: that depends on arguments which only the run will know.`;
    return { denied: [], asks: [{ certain, why }] };
  }
  return { denied: [], asks: [] };
}

function whose({ rule }: Permitted): string {
  return rule === null ? "by default" : `by rule ${rule + 1} of the policy`;
}

/** That nobody can say what a call costs while somebody wants to know; as `callPrice` of lib/tools has it, by which the gate asks. */
function priceless(tool: ToolSpec, args: Arguments, { policy: { caps }, specs }: UseRules): AskReason[] {
  if (tool.startsRuns || Object.values(caps).every(({ micros }) => micros === null)) return [];
  const looked = tool.looksBy && lookedBy(tool, args)?.tool;
  const paid = tool.looksBy ? (looked == null ? undefined : specs.get(looked)) : tool;
  if (!paid || paid.costMicros !== null || paid.asks !== undefined) return [];
  const why = `Nobody knows what ${paid.title} costs, and there is a spend cap in dollars, so that each call asks.`;
  return [{ certain: true, why }];
}

function checkPlaces(tool: ToolSpec, args: Arguments, at: Places, { domains }: Policy, say: Say): Finding[] {
  const { reaches } = tool;
  if (reaches === undefined) return [];
  // What only the run will know is judged then; until it does, a call is taken to read.
  const writes = writesTo(reaches, args) === true;
  const places = placesOf(reaches, literalArguments(args));
  const fix = "Choose another address, or have an owner add the host to the allowed domains.";
  if (places === null) {
    if (mayReachAnything(domains, writes)) return [];
    const message = `The policy does not let ${tool.title} go to any address.`;
    return [say("error", "domain_denied", at.tool, message, fix)];
  }
  return places
    .filter((place) => !mayReach(domains, place, writes))
    .map((place) => {
      const { written, argument } = place;
      if (mustBeNamed(reaches)) {
        return say("error", "domain_denied", at.tool, notNamed(tool.title, place), addHost(place));
      }
      const message = `The policy does not let ${tool.title} ${writes ? "write to" : "read"} ${written}.`;
      const field = argument === null ? at.tool : `${at.args}.${argument}`;
      return say("error", "domain_denied", field, message, fix);
    });
}

/** A step whose secret is missing fails; a fallback's may never be needed. */
function secretProblems(
  tool: ToolSpec,
  { args, fallback }: Pick<ToolUse, "args" | "fallback">,
  at: string,
  secrets: UseRules["secrets"],
  say: Say,
): Finding[] {
  if (secrets === null) return [];
  return checkSecrets(tool, args, secrets).map(({ argument, rule, message, fix }) =>
    say(fallback ? "warning" : "error", rule, `${at}.${argument}`, message, fix),
  );
}

function checkLook(
  tool: ToolSpec,
  { args, fallback }: ToolUse,
  { specs, policy, secrets }: UseRules,
  say: Say,
): Finding[] {
  const looked = lookedBy(tool, args);
  const inner = looked?.tool == null ? undefined : specs.get(looked.tool);
  if (!tool.looksBy || !looked || !inner) return [];
  const at = { tool: `args.${tool.looksBy.tool}`, args: `args.${tool.looksBy.args}` };
  const given = looked.args ?? openArguments(inner);
  // What does more than read is no look, and never gets to be asked about.
  const { effects: _, ...rest } = inner;
  const reading: ToolSpec = { ...rest, sideEffect: "read" };
  const { denied, asks } = checkPermission(reading, given, at.tool, policy, say);
  return [
    ...denied,
    ...asks.map(({ certain, why }) =>
      say(
        certain ? "error" : "warning",
        "look_asks",
        at.tool,
        `${why} Nobody could approve every look.`,
        "Look by another tool, or have an owner allow it.",
      ),
    ),
    ...checkPlaces(inner, given, at, policy, say),
    ...secretProblems(inner, { args: given, fallback }, at.args, secrets, say),
  ];
}

/** Arguments of which nothing is known. */
function openArguments({ inputSchema: { properties } }: ToolSpec): Arguments {
  const names = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  return Object.fromEntries(names.map((name) => [name, { kind: "open" }]));
}

/** What waits for a person only when what comes from outside gets into it. */
function fromOutside(step: Step, tool: ToolSpec, args: Arguments, outside: OutsideSteps): AskReason[] {
  const changes = possibleEffects(tool, args).some((effect) => effect !== "read");
  const sensitive = tool.sensitive ?? [];
  const addresses = tool.reaches?.kind === "arguments" ? tool.reaches.names : [];
  return [...new Set([...sensitive, ...addresses])].flatMap((name) => {
    const argument = args[name];
    if (argument === undefined || argument.kind === "literal") return [];
    const read = argumentReferences({ [name]: argument }).flatMap(({ ref }) =>
      ref === step.id ? (step.each ? [step.each.ref] : []) : [ref],
    );
    const titles = [
      ...new Set([
        ...read.flatMap(outside.behind),
        ...(argument.kind === "open" ? outside.before(step.id) : []),
      ]),
    ];
    if (titles.length === 0) return [];
    const from = titles
      .slice(0, 3)
      .map((title) => `“${title}”`)
      .join(", ");
    if (changes && sensitive.includes(name)) {
      const why = `“${name}” may bring in what comes from outside (${from}): then ${tool.title} asks before it changes something by it.`;
      return [{ certain: false, why }];
    }
    const others = sensitive.some((one) => one !== name && args[one] && args[one].kind !== "literal");
    const composed = argument.kind !== "ref" || others;
    if (!addresses.includes(name) || !composed || fixedPlace(argument) !== null) return [];
    const why = `“${name}” may bring in what comes from outside (${from}): then ${tool.title} asks when the request says more than was found there.`;
    return [{ certain: false, why }];
  });
}
