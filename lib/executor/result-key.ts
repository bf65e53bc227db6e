import { createHash } from "node:crypto";
import { canonicalJson } from "#lib/domain/canonical-json.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { PromptName } from "#lib/domain/prompt.ts";
import type { Arguments } from "#lib/domain/step.ts";
import { strongestEffect } from "#lib/tools/contract.ts";
import type { ExecuteInput, ExecutorPorts } from "./ports.ts";
import type { Resolved } from "./resolve-arguments.ts";

/** A tool of a step in its turn, with its arguments as the plan has them and with earlier outputs in them. */
export type Turn = { tool: string; args: Arguments; resolved: Resolved };

/**
 * Hash of all that decides a step's result: its tools in their order with their versions and arguments, where those came from, the
 * done-condition and the goal; and of a step that asks models, which and with what prompts. Titles, timeouts, retries and conditions
 * of the step do not change a result and are not in it.
 * @returns null when the result must never be taken over: a tool must not be repeated unasked, or is not known
 */
export async function resultKey(
  input: ExecuteInput,
  turns: readonly Turn[],
  ports: ExecutorPorts,
): Promise<string | null> {
  const tools: Json[] = [];
  const prompts = new Set<PromptName>();
  for (const { tool: name, args, resolved } of turns) {
    const tool = ports.tools.get(name);
    const version = ports.toolVersions.get(name);
    if (!tool || version === undefined || strongestEffect(tool) === "once") return null;
    tools.push({ name, version, args: resolved.args, origins: resolved.origins });
    // What a model fills in depends on all that the step may read, and on what it is told to do.
    if (Object.values(args).some(({ kind }) => kind === "open")) {
      const read = Array.from(input.outputs, ([id, { output }]) => [id, output] as [string, Json]);
      tools.push({ title: input.step.title, instruction: input.step.instruction, read });
      prompts.add("step.fill");
    }
    if (tool.asks) prompts.add(tool.asks.prompt);
  }
  const { doneCondition } = input.step;
  const { maxRepeats: _, ...condition } = doneCondition;
  if (condition.rubric !== null) prompts.add("step.check");
  const decisive: JsonObject = { tools, condition, goal: input.goal };
  // Left out where nothing is asked, so that results from before models were asked keep their keys.
  if (prompts.size > 0) decisive.asked = await askedWith([...prompts], ports);
  return createHash("sha256").update(canonicalJson(decisive)).digest("hex");
}

async function askedWith(names: readonly PromptName[], ports: ExecutorPorts): Promise<Json> {
  const { models, prompt } = await ports.asking();
  return {
    prompts: names.map((name) => prompt(name).text),
    models: [models.choices("executor"), names.includes("step.check") ? models.choices("checker") : []],
  };
}
