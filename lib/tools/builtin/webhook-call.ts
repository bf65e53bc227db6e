import { defineTool } from "../contract.ts";
import { callWebhook, WebhookInput } from "../http/call-webhook.ts";
import { RequestOutput } from "../http/send-request.ts";

/** Tells another program something, signed, so that it knows who says it. */
export const webhookCall = defineTool({
  name: "webhook.call",
  title: "Call a webhook",
  description: "Sends a JSON message to another program, signed with a secret that both know.",
  input: WebhookInput,
  output: RequestOutput,
  sideEffect: "once",
  reaches: { kind: "arguments", names: ["url"], writes: true },
  outside: true,
  sensitive: ["url", "payload"],
  secrets: ["secret"],
  timeoutSeconds: 60,
  typicalSeconds: 2,
  costMicros: 0,
  unavailable: () => null,
  run: async (args, context) => {
    const output = await callWebhook(args, context);
    return { output, summary: `${new URL(output.url).host} took the message (${output.status}).` };
  },
});
