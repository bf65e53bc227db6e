import { z } from "zod";
import { newId } from "#lib/domain/ids.ts";
import type { Tool } from "#lib/tools/contract.ts";
import type { WorkerLedger } from "#lib/worker/worker-ledger.ts";

/**
 * Ways in which a worker can break the engine's promises on purpose, to show that the crash test notices:
 * - `double-call`: every twentieth call is made twice;
 * - `lost-commit`: every twentieth end of a step is acknowledged and never written;
 * - `new-keys`: every call gets a key of its own;
 * - `wrong-output`: every twentieth output is another than the tool gave;
 * - `call-again`: a call whose outcome is recorded is made all the same.
 */
export const Sabotage = z.enum([
  "none",
  "double-call",
  "lost-commit",
  "new-keys",
  "wrong-output",
  "call-again",
]);
export type Sabotage = z.infer<typeof Sabotage>;

const EVERY = 20;

/** The ledger port, harmed. */
export function sabotaged(port: WorkerLedger, harm: Sabotage): WorkerLedger {
  let count = 0;
  const turn = () => ++count % EVERY === 0;
  if (harm === "lost-commit") {
    return {
      ...port,
      advance: (request) => {
        const lost = request.finished.length > 0 && turn();
        return port.advance(lost ? { ...request, finished: request.finished.slice(1) } : request);
      },
    };
  }
  if (harm === "wrong-output") {
    return {
      ...port,
      advance: (request) =>
        port.advance({
          ...request,
          finished: request.finished.map((step) =>
            step.kind === "succeeded" && turn()
              ? { ...step, output: { n: -1, items: [], good: true } }
              : step,
          ),
        }),
    };
  }
  if (harm === "call-again") {
    return {
      ...port,
      beginCall: async (token, call, spend) => {
        const start = await port.beginCall(token, call, spend);
        return start.kind === "make"
          ? start
          : { kind: "make", callId: newId(), idempotencyKey: `again ${newId()}` };
      },
    };
  }
  return port;
}

/** The tools, harmed. */
export function sabotagedTools(tools: ReadonlyMap<string, Tool>, harm: Sabotage): ReadonlyMap<string, Tool> {
  if (harm !== "double-call" && harm !== "new-keys") return tools;
  let count = 0;
  return new Map(
    [...tools].map(([name, tool]): [string, Tool] => [
      name,
      {
        ...tool,
        run: async (args, context) => {
          if (harm === "new-keys") return tool.run(args, { ...context, idempotencyKey: newId() });
          if (++count % EVERY === 0) await tool.run(args, context);
          return tool.run(args, context);
        },
      },
    ]),
  );
}
