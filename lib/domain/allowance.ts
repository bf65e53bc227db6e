import { z } from "zod";
import { Json, type JsonObject } from "./json.ts";
import { sameJson } from "./same-json.ts";
import { line } from "./text.ts";

/** A text like the pattern, in which each * stands for any characters. */
export const LikeRule = z.object({ kind: z.literal("like"), pattern: line("The pattern", 500) });
/** A number up to this one. */
export const MostRule = z.object({ kind: z.literal("most"), value: z.number("This is not a number.") });

/** What one argument of an allowed call must be: this very value, or as a rule says. */
export const ArgumentRule = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("same"), value: Json }),
  LikeRule,
  MostRule,
]);
export type ArgumentRule = z.infer<typeof ArgumentRule>;

/** Calls that need no further approval in a run: of this tool as it is, whose arguments keep these rules; others may be anything. */
export const Allowance = z.object({
  tool: z.string().max(100),
  /** Null: of a time before it was kept. */
  toolVersion: z.string().nullable(),
  rules: z.record(z.string(), ArgumentRule),
});
export type Allowance = z.infer<typeof Allowance>;

/** A call that asks. `marked`: the arguments in which something came from outside. */
export type AskingCall = { tool: string; toolVersion: string; args: JsonObject; marked: readonly string[] };

/**
 * Whether an allowance covers a call with these literal arguments. What came from outside is somebody's to look at, so it is covered only
 * where a rule says what it must be.
 */
export function allowanceCovers(
  allowance: Allowance,
  { tool, toolVersion, args, marked }: AskingCall,
): boolean {
  if (allowance.tool !== tool) return false;
  if (allowance.toolVersion !== null && allowance.toolVersion !== toolVersion) return false;
  if (!marked.every((name) => Object.hasOwn(allowance.rules, name))) return false;
  return Object.entries(allowance.rules).every(
    ([name, rule]) => Object.hasOwn(args, name) && keepsRule(rule, args[name] ?? null),
  );
}

/** Whether a value is what a rule wants. */
export function keepsRule(rule: ArgumentRule, value: Json): boolean {
  switch (rule.kind) {
    case "same":
      return sameJson(rule.value, value);
    case "like":
      return typeof value === "string" && isLike(rule.pattern, value);
    case "most":
      return typeof value === "number" && value <= rule.value;
  }
}

/** Parts between stars are looked for from left to right, the first place each: no pattern takes long. */
function isLike(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return text === pattern;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}

/** What an allowance allows, as the end of a sentence: "whatever its arguments" or "where to is “Ann” and amount is 500 at most". */
export function allowanceWords({ rules }: Pick<Allowance, "rules">): string {
  const parts = Object.entries(rules).map(([name, rule]) => `${name} ${ruleWords(rule)}`);
  const last = parts.pop();
  if (last === undefined) return "whatever its arguments";
  return `where ${parts.length === 0 ? last : `${parts.join(", ")} and ${last}`}`;
}

const MOST_SHOWN = 120;

function ruleWords(rule: ArgumentRule): string {
  if (rule.kind === "most") return `is ${rule.value.toLocaleString("en")} at most`;
  if (rule.kind === "like") return `is like “${rule.pattern}”`;
  const text = typeof rule.value === "string" ? `“${rule.value}”` : JSON.stringify(rule.value);
  return `is ${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1).toWellFormed()}…` : text}`;
}
