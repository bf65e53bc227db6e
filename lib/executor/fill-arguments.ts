import { z } from "zod";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import { Json as JsonSchema } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import type { Arguments } from "#lib/domain/step.ts";
import { asData } from "#lib/models/as-data.ts";
import { ModelError } from "#lib/models/port.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import type { Tool } from "#lib/tools/contract.ts";
import { askedNote } from "./phrases.ts";
import type { ExecuteInput, ExecutorPorts } from "./ports.ts";
import { stepTime } from "./step-time.ts";

/**
 * Arguments with those that were open filled in, and a note that says by whom (null: nothing was open, or it was filled in before); or
 * why they cannot be; null: the signal told it to stop.
 */
export type Filled =
  { ok: true; args: JsonObject; note: string | null } | { ok: false; error: StepError | null };

/** Most characters of one earlier output that the model is shown. */
const MOST_OF_AN_OUTPUT = 30_000;
/** Counted is what the inputs could cost at most; mostly they cost a fraction of it. */
const CAP_MICROS = 1_500_000;
const OUTPUT_TOKENS = 4_000;

/**
 * Fills in the arguments that a plan left open, by the executor model, from the step's instruction and the outputs of the steps
 * before it. What an attempt had filled in before it was lost with its worker is taken again, so that the same call is not made with
 * other arguments.
 * @param given the arguments with everything else resolved
 * @throws what is no failure of a model
 */
export async function fillArguments(
  args: Arguments,
  given: JsonObject,
  call: { index: number; tool: Tool; toolVersion: string },
  input: ExecuteInput,
  ports: ExecutorPorts,
): Promise<Filled> {
  const open = Object.entries(args).flatMap(([name, { kind }]) => (kind === "open" ? [name] : []));
  if (open.length === 0) return { ok: true, args: given, note: null };
  const before = await ports.filledBefore({
    call: call.index,
    tool: call.tool.name,
    toolVersion: call.toolVersion,
  });
  // Only what was open: everything else is as the plan has it now.
  if (before && open.every((name) => Object.hasOwn(before, name)))
    return { ok: true, args: { ...given, ...only(before, open) }, note: null };
  const { models, prompt } = await ports.asking();
  if (!models.has("executor")) {
    const message = `The plan leaves ${names(open)} open for the executor model, and none is configured. Enter a value, or choose a model under Settings, Models.`;
    return refuse("no_executor", message, false);
  }
  const time = stepTime(input.step, ports.signal);
  try {
    const { value, model, provider } = await models.generateObject("executor", {
      purpose: "step.fill",
      messages: [
        { role: "system", text: prompt("step.fill").text },
        { role: "user", text: describe(given, open, call.tool, input) },
      ],
      signal: time.signal,
      budget: { cap: spendCap(CAP_MICROS), outputTokens: OUTPUT_TOKENS },
      schema: schemaOf(call.tool, open),
      name: "arguments",
    });
    const filled = JsonSchema.parse(JSON.parse(JSON.stringify(value))) as { [name: string]: Json };
    const note = askedNote("filled", names(open), { model, provider });
    return { ok: true, args: { ...given, ...filled }, note };
  } catch (cause) {
    if (ports.signal.aborted) return { ok: false, error: null };
    if (time.signal.aborted)
      return refuse("timed_out", `The executor model did not fill in ${names(open)} ${time.words}.`, true);
    if (!(cause instanceof ModelError)) throw cause;
    const message = `The executor model could not fill in ${names(open)}. ${cause.message}`;
    // A model that answered nonsense may answer better; a wrong key or an unknown model will not.
    return refuse("not_filled", message, cause.passing || cause.code === "bad_output");
  }
}

function only(args: JsonObject, open: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(args).filter(([name]) => open.includes(name)));
}

function describe(
  given: JsonObject,
  open: readonly string[],
  tool: Tool,
  { step, item, goal, outputs, missing }: ExecuteInput,
): string {
  const earlier = Array.from(outputs, ([id, { title, output }]) =>
    asData(`output of ${id}: ${title}`, text(output).slice(0, MOST_OF_AN_OUTPUT).toWellFormed()),
  );
  const set = Object.entries(given).filter(([name]) => !open.includes(name));
  return [
    `The tool: ${tool.title}. ${tool.description}`,
    `Fill in: ${open.join(", ")}.`,
    set.length > 0
      ? asData("arguments that are set already", text(Object.fromEntries(set)).slice(0, 10_000))
      : "",
    goal ? asData("goal", goal.text) : "",
    ...earlier,
    item ? asData("the item this is done for", text(item.value).slice(0, MOST_OF_AN_OUTPUT)) : "",
    `The step: ${step.title}\n${step.instruction}`,
    missing.length > 0
      ? `The attempt before this one was not good enough.\n${asData("what was missing in it", missing.join(" "))}`
      : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The part of the tool's schema that is open. */
function schemaOf(tool: Tool, open: readonly string[]): z.ZodType<Record<string, unknown>> {
  const shape = tool.input instanceof z.ZodObject ? (tool.input.shape as Record<string, z.ZodType>) : {};
  return z.object(Object.fromEntries(open.map((name) => [name, shape[name] ?? z.unknown()])));
}

function text(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function names(open: readonly string[]): string {
  return open.map((name) => `“${name}”`).join(" and ");
}

function refuse(code: string, message: string, retryable: boolean): Filled {
  return { ok: false, error: { code, message, retryable } };
}
