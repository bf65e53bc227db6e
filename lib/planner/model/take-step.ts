import { checkExpression } from "#lib/domain/expressions.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { schemaRoot, schemaAtPath } from "#lib/domain/json-schema.ts";
import { argumentReferences } from "#lib/domain/graph.ts";
import { Step, type Arguments, type Fallback, type OutputPath } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { clip } from "../playbooks/step-kit.ts";
import { argumentOf, cleaned, isObject, pathOf, referenceOf, type Resolve } from "./take-arguments.ts";

/** A step of an answer, made into one of ours; `reads` are the steps that its arguments, condition or list refer to. */
export type TakenStep = { step: Step; reads: StepId[] };

/**
 * Makes a step of what a model wrote, field by field: what can be read is taken, what is missing gets its usual value, and what
 * cannot be meant is left out. Whether the whole makes sense is the validator's question.
 * @param id the step's own
 * @param resolve the id here of a step that the answer names
 * @returns null when it is no step at all: it has neither title nor instruction
 */
export function takeStep(
  raw: unknown,
  id: StepId,
  resolve: Resolve,
  tools: ReadonlyMap<string, ToolSpec>,
): TakenStep | null {
  const answer = cleaned(raw);
  if (!isObject(answer)) return null;
  const title = text(answer["title"]) || text(answer["name"]) || text(answer["instruction"]);
  if (title === "") return null;
  const toolName = text(answer["tool"]).slice(0, 100);
  const tool = tools.get(toolName);
  // Within a map, the step's own id means the current item.
  const each = referenceOf(answer["forEach"], resolve);
  const within: Resolve = (name) =>
    each && (name === text(answer["id"]) || name === "this-step") ? id : resolve(name);
  const args = argumentsOf(answer["args"], within);
  const when = expression(answer["when"], "when");
  const written = {
    id,
    title: clip(oneLine(title), 200),
    instruction: clip(text(answer["instruction"]), 4_000),
    kind: each ? "map" : "tool",
    tool: toolName,
    args,
    timeoutSeconds: tool?.timeoutSeconds ?? 60,
    retry: { maxAttempts: tool?.sideEffect === "once" ? 1 : 2, backoffSeconds: 2 },
    fallbacks: fallbacksOf(answer["fallbacks"], within),
    doneCondition: {
      required: requiredOf(answer["requires"], tool),
      schema: null,
      expression: expression(answer["expression"], "done"),
      rubric: text(answer["rubric"]) === "" ? null : clip(text(answer["rubric"]), 4_000),
      maxRepeats: 0,
    },
    optional: answer["optional"] === true,
    when,
    each,
    heartbeatSeconds: null,
    expectedSeconds: seconds(answer["expectedSeconds"]),
  };
  // Again, since a cut may have gone through a character.
  const step = Step.safeParse(cleaned(written));
  if (!step.success) return null;
  const reads = [
    ...argumentReferences(args).map(({ ref }) => ref),
    ...step.data.fallbacks.flatMap((fallback) => argumentReferences(fallback.args).map(({ ref }) => ref)),
    ...(each ? [each.ref] : []),
  ];
  return { step: step.data, reads: [...new Set(reads)].filter((ref) => ref !== id) };
}

function argumentsOf(value: unknown, resolve: Resolve): Arguments {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name.length <= 100)
      .flatMap(([name, part]) => {
        const argument = argumentOf(part, resolve);
        return argument ? [[name, argument] as const] : [];
      }),
  );
}

function fallbacksOf(value: unknown, resolve: Resolve): Fallback[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isObject)
    .map((one) => ({ tool: text(one["tool"]).slice(0, 100), args: argumentsOf(one["args"], resolve) }))
    .filter(({ tool }) => tool !== "")
    .slice(0, 10);
}

/** Parts of the output that must be there: those the model names and the tool has, else what the tool always gives first. */
function requiredOf(value: unknown, tool: ToolSpec | undefined): OutputPath[] {
  const named = Array.isArray(value) ? value.map(pathOf).filter((path) => path.length > 0) : [];
  if (!tool) return named.slice(0, 20);
  const root = schemaRoot(tool.outputSchema);
  const known = named.filter((path) => isThere(schemaAtPath(root, path))).slice(0, 20);
  if (known.length > 0) return known;
  const always = tool.outputSchema["required"];
  const first = Array.isArray(always) ? always[0] : undefined;
  return typeof first === "string" ? [[first]] : [];
}

function isThere(part: ReturnType<typeof schemaAtPath>): boolean {
  return part === null || !("missing" in part);
}

/** An expression that can be read; one that cannot is left out, since it could never hold. */
function expression(value: unknown, about: "when" | "done"): string | null {
  const written = text(value);
  if (written === "" || written.length > 2_000) return null;
  return checkExpression(written, about).ok ? written : null;
}

function seconds(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? Math.min(value, 86_400) : null;
}

function text(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, " ");
}
