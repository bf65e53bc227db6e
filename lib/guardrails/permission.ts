import { evaluateExpression } from "#lib/domain/expressions.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { meansTool, type Policy, type ToolPermission } from "#lib/domain/policy.ts";
import type { Arguments } from "#lib/domain/step.ts";
import { possibleEffects } from "#lib/domain/tool-effects.ts";
import type { SideEffect, ToolSpec } from "#lib/domain/tool.ts";
import { literalArguments } from "./literal-arguments.ts";

/**
 * What a policy says of a call. `rule`: the place of the rule that counts, null when none means the tool. `certain`: false when it
 * depends on arguments that are not known yet; then the strictest that it may come to is given.
 */
export type Permitted = { permission: ToolPermission; rule: number | null; certain: boolean };

const STRICTNESS: Record<ToolPermission, number> = { allow: 0, ask: 1, deny: 2 };

/**
 * Asks a policy about a call. The first rule counts that means the tool and whose condition holds. A condition that cannot be answered
 * (the argument that it reads is not there) holds for a rule that asks or denies and does not for one that allows.
 * @param args the literal arguments; null when they are not known yet
 */
export function permissionFor(
  policy: Policy,
  tool: { name: string; sideEffect: SideEffect },
  args: JsonObject | null,
): Permitted {
  const possible: Permitted[] = [];
  for (const [rule, { tools, permission, when }] of policy.tools.entries()) {
    if (!meansTool(tools, tool.name)) continue;
    const holds =
      when === null || args !== null ? when === null || conditionHolds(when, permission, args) : null;
    if (holds === false) continue;
    possible.push({ permission, rule, certain: true });
    if (holds === true) return strictest(possible);
  }
  possible.push({ permission: policy.otherwise[tool.sideEffect], rule: null, certain: true });
  return strictest(possible);
}

/**
 * Asks a policy about a step's use of a tool, before its run: what a call does may depend on an argument that is not known yet, and so
 * may the conditions of rules.
 */
export function permissionOf(
  policy: Policy,
  tool: Pick<ToolSpec, "name" | "sideEffect" | "effects">,
  args: Arguments,
): Permitted {
  const known = literalArguments(args);
  const whole = Object.keys(known).length === Object.keys(args).length;
  const { name } = tool;
  const possible = possibleEffects(tool, args).map((sideEffect) =>
    permissionFor(policy, { name, sideEffect }, whole ? known : null),
  );
  const worst = strictest(possible);
  return { ...worst, certain: worst.certain && possible.every(({ certain }) => certain) };
}

function conditionHolds(when: string, permission: ToolPermission, args: JsonObject | null): boolean {
  const asked = evaluateExpression(when, "rule", args ?? {});
  return asked.ok && typeof asked.value === "boolean" ? asked.value : permission !== "allow";
}

function strictest(possible: readonly Permitted[]): Permitted {
  const [first, ...others] = possible;
  if (!first) throw new Error("A policy has an answer for every tool.");
  const worst = others.reduce(
    (found, each) => (STRICTNESS[each.permission] > STRICTNESS[found.permission] ? each : found),
    first,
  );
  const certain = possible.every(({ permission }) => permission === worst.permission);
  return { ...worst, certain };
}
