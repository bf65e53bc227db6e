import { argumentReferences } from "./graph.ts";
import type { StepId } from "./ids.ts";
import { sameJson } from "./same-json.ts";
import type { PatchOperation } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";
import type { Argument, Arguments, Reference } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

/** Says of a reference whether what it reads goes. */
export type Goes = (reference: Reference) => boolean;

/** True when some reference in the arguments reads what goes. */
export function readsWhatGoes(args: Arguments, goes: Goes): boolean {
  return argumentReferences(args).some(goes);
}

/**
 * An argument without the parts that read what goes: a template keeps its other parts, a list its other items.
 * @returns null when nothing that says anything is left of it; the same argument when it reads nothing that goes
 */
export function stripReferences(argument: Argument, goes: Goes): Argument | null {
  if (!readsWhatGoes({ argument }, goes)) return argument;
  switch (argument.kind) {
    case "literal":
    case "open":
      return argument;
    case "ref":
      return null;
    case "template": {
      const parts = argument.parts.filter((part) => typeof part === "string" || !goes(part));
      const empty = parts.every((part) => typeof part === "string" && part.trim() === "");
      return empty ? null : { kind: "template", parts };
    }
    case "list": {
      const items = argument.items.map((item) => stripReferences(item, goes)).filter((item) => item !== null);
      return items.length === 0 ? null : { kind: "list", items };
    }
    case "object": {
      const properties: Arguments = {};
      for (const [name, property] of Object.entries(argument.properties)) {
        const kept = stripReferences(property, goes);
        // Half an object, such as a heading without its content, says nothing.
        if (kept === null) return null;
        properties[name] = kept;
      }
      return { kind: "object", properties };
    }
  }
}

/**
 * The updates that take references to steps out of the steps that stay, so that those can still run when the others are removed.
 * List items that read them go, and so do parts of templates and optional arguments; fallbacks' arguments likewise. A required
 * argument of which nothing would be left stays as it is, for the validator to report, and so do a condition and the list of a map:
 * without them the step would do something else, or always.
 * @param gone the steps that are to be removed; they are not changed themselves
 * @param tools say which arguments are required; those of an unknown tool are all taken to be
 */
export function withoutReferences(
  graph: PlanGraph,
  gone: readonly StepId[],
  tools: readonly ToolSpec[],
): PatchOperation[] {
  const ids = new Set(gone);
  const goes: Goes = ({ ref }) => ids.has(ref);
  const specs = new Map(tools.map((tool) => [tool.name, tool]));
  return graph.steps.flatMap((step): PatchOperation[] => {
    if (ids.has(step.id)) return [];
    const args = stripArguments(step.args, goes, specs.get(step.tool));
    const fallbacks = step.fallbacks.map((fallback) => ({
      ...fallback,
      args: stripArguments(fallback.args, goes, specs.get(fallback.tool)),
    }));
    const changes = {
      ...(!sameJson(args, step.args) && { args }),
      ...(!sameJson(fallbacks, step.fallbacks) && { fallbacks }),
    };
    return Object.keys(changes).length === 0 ? [] : [{ op: "update", stepId: step.id, changes }];
  });
}

function stripArguments(args: Arguments, goes: Goes, tool: ToolSpec | undefined): Arguments {
  if (!readsWhatGoes(args, goes)) return args;
  const kept: Arguments = {};
  for (const [name, argument] of Object.entries(args)) {
    const stripped = stripReferences(argument, goes) ?? (isRequired(tool, name) ? argument : null);
    if (stripped !== null) kept[name] = stripped;
  }
  return kept;
}

function isRequired(tool: ToolSpec | undefined, name: string): boolean {
  if (tool === undefined) return true;
  const { required } = tool.inputSchema;
  return Array.isArray(required) && required.includes(name);
}
