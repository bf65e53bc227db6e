import type { StepError } from "#lib/domain/run.ts";
import type { Tool } from "#lib/tools/contract.ts";
import type { ExecutorPorts } from "./ports.ts";

/** The tool may be called, or why not. Guardrails on a step about to run are asked here. */
export type Authorised =
  { ok: true; tool: Tool; toolVersion: string } | { ok: false; title: string; error: StepError };

/** Checks that a tool exists, is the one that the run pinned, and can be used in this installation. */
export function authorise(
  name: string,
  pinnedVersions: Readonly<Record<string, string>>,
  ports: Pick<ExecutorPorts, "tools" | "toolVersions">,
): Authorised {
  const tool = ports.tools.get(name);
  const toolVersion = ports.toolVersions.get(name);
  const refuse = (code: string, message: string): Authorised => ({
    ok: false,
    title: tool?.title ?? name,
    error: { code, message, retryable: false },
  });
  if (!tool || toolVersion === undefined) return refuse("unknown_tool", `There is no tool “${name}”.`);
  if (pinnedVersions[name] !== toolVersion) {
    return refuse(
      "tool_changed",
      `${tool.title} has changed since this run began. Start a new run to use it as it is now.`,
    );
  }
  const unavailable = tool.unavailable();
  if (unavailable !== null) return refuse("not_configured", unavailable);
  return { ok: true, tool, toolVersion };
}
