import { JsonObject } from "#lib/domain/json.ts";
import type { Argument } from "#lib/domain/step.ts";
import type { MadeCall, Undoing } from "#lib/ledger/offer-undo.ts";
import type { Tool } from "#lib/tools/contract.ts";

/**
 * What undoes a call, as the tool that made it declares; null when it declares nothing, or what it names does not exist.
 * @param onFault takes the cause when a tool's own declaration fails: then nothing is offered
 */
export function undoOf(
  call: MadeCall,
  tools: ReadonlyMap<string, Tool>,
  onFault: (cause: unknown) => void,
): Undoing | null {
  const tool = tools.get(call.tool);
  if (!tool?.undo) return null;
  try {
    const undo = tool.undo(tool.input.parse(call.args), tool.output.parse(call.output));
    if (!undo) return null;
    const by = tools.get(undo.tool);
    if (!by) throw new Error(`The tool ${call.tool} would be undone by ${undo.tool}, which does not exist.`);
    const args = Object.entries(JsonObject.parse(undo.args)).map(([name, value]): [string, Argument] => [
      name,
      { kind: "literal", value },
    ]);
    return {
      tool: undo.tool,
      args: Object.fromEntries(args),
      says: undo.says,
      timeoutSeconds: Math.max(1, Math.ceil(by.timeoutSeconds)),
      // A person is asked before each further try, as before the first.
      retry: { maxAttempts: 1, backoffSeconds: 0 },
    };
  } catch (cause) {
    onFault(cause);
    return null;
  }
}
