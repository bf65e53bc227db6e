import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import { costOf } from "#lib/tools/call-price.ts";
import { effectOf, ToolError, type Look, type Tool, type ToolContext } from "#lib/tools/contract.ts";
import { authorise } from "./authorise.ts";
import { parseArguments } from "./parse-arguments.ts";
import type { ExecuteInput, ExecutorPorts } from "./ports.ts";

/**
 * Uses another tool inside a call, only to read: under the same rules as a call of its own (the run's pinned tools, the gate, the check of
 * its output), but part of the call that looks, with which it is recorded.
 * @param index which call of the step looks
 * @param context what the looking tool was given
 * @throws ToolError when it may not be used, or not like this
 */
export async function look(
  { index, name, args }: { index: number; name: string; args: JsonObject },
  context: ToolContext,
  input: ExecuteInput,
  ports: ExecutorPorts,
): Promise<Look> {
  const authorised = authorise(name, input.pinnedVersions, ports);
  if (!authorised.ok) throw refusal(authorised.error);
  const { tool, toolVersion } = authorised;
  if (tool.waits) throw new ToolError("bad_input", `${tool.title} waits itself, so nothing can look by it.`);
  const parsed = parseArguments(tool, args);
  if (!parsed.ok) throw refusal(parsed.error);
  if (effectOf(tool, parsed.value) !== "read") {
    const message = `${tool.title} does more than read with these arguments, so it cannot be used to look.`;
    throw new ToolError("bad_input", message);
  }
  const recorded = {
    call: index,
    tool: name,
    toolVersion,
    sideEffect: "read" as const,
    args: parsed.args,
  };
  const verdict = await ports.gate({
    ...input,
    recorded,
    tool,
    parsed: parsed.value,
    origins: context.origins,
  });
  if (verdict.kind === "refuse") throw refusal(verdict.error);
  if (verdict.kind === "hold") {
    const message = `${tool.title} asks before it is used, and nobody could approve every look. Have an owner allow it.`;
    throw new ToolError("asks_first", message);
  }
  const allowed = verdict.args === parsed.args ? parsed : parseArguments(tool, verdict.args);
  if (!allowed.ok) throw refusal(allowed.error);
  return used(tool, allowed.value, context, input, ports);
}

async function used(
  tool: Tool,
  args: unknown,
  context: ToolContext,
  input: ExecuteInput,
  ports: ExecutorPorts,
): Promise<Look> {
  try {
    const result = await tool.run(args, { ...context, resumed: null });
    if ("park" in result) throw new ToolError("bad_input", `${tool.title} waits itself.`);
    const output = tool.output.safeParse(JSON.parse(JSON.stringify(result.output ?? null)));
    if (!output.success)
      throw new ToolError("bad_output", `${tool.title} gave what does not fit its schema.`);
    const guarded = await ports.guardOutput(output.data as Json, input);
    if (!guarded.passes) throw refusal(guarded.error);
    return { kind: "gave", output: guarded.output, costMicros: costOf(result, tool) };
  } catch (cause) {
    context.signal.throwIfAborted();
    if (!(cause instanceof ToolError)) throw cause;
    // Whoever fails does not say what that cost.
    const message = await ports.guardWords(cause.message);
    return { kind: "failed", message, costMicros: tool.costMicros ?? 0 };
  }
}

function refusal({ code, message, retryable }: StepError): ToolError {
  return new ToolError(code, message, { retryable });
}
