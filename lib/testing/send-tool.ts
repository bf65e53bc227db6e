import { z } from "zod";
import { defineTool } from "#lib/tools/contract.ts";

/** A tool whose calls must not be repeated: t.send. @param sent takes to whom each call sent, in order */
export function sendTool(sent: string[] = []) {
  return defineTool({
    name: "t.send",
    title: "Send a message",
    description: "",
    timeoutSeconds: 10,
    typicalSeconds: 0.1,
    costMicros: 0,
    unavailable: () => null,
    input: z.object({ to: z.string() }),
    output: z.object({ receipt: z.string() }),
    sideEffect: "once",
    run: ({ to }) => {
      sent.push(to);
      return Promise.resolve({ output: { receipt: to }, summary: "Sent." });
    },
  });
}
