import { createHmac } from "node:crypto";
import { z } from "zod";
import { Json } from "#lib/domain/json.ts";
import { ToolError, type ToolContext } from "../contract.ts";
import { exchangeOnce, type RequestOutput } from "./send-request.ts";

/** What `webhook.call` takes. */
export const WebhookInput = z.object({
  url: z
    .string()
    .trim()
    .min(1, "The address is empty.")
    .max(8_192)
    .meta({ title: "Address", description: "Where the message goes, with https:// before it." }),
  payload: Json.meta({ title: "Message", description: "What is sent, as JSON." }),
  secret: z
    .string()
    .trim()
    .min(1, "Name the secret that signs the message.")
    .max(200)
    .meta({ title: "Secret", description: "Name of the secret that the receiver knows too." }),
});
export type WebhookInput = z.infer<typeof WebhookInput>;

/**
 * Sends a signed message, as the Standard Webhooks specification has it: `webhook-id` (the idempotency key, the same for every repeat),
 * `webhook-timestamp` (seconds) and `webhook-signature`: "v1," and the HMAC-SHA256 of "id.timestamp.body", in Base64.
 * @throws as `sendRequest`
 */
export async function callWebhook(
  { url, payload, secret: name }: WebhookInput,
  context: Pick<ToolContext, "http" | "secret" | "signal" | "now" | "idempotencyKey">,
): Promise<RequestOutput> {
  const { value, hosts } = await context.secret(name);
  const body = JSON.stringify(payload);
  const id = context.idempotencyKey;
  const timestamp = String(Math.floor(context.now.getTime() / 1_000));
  const signature = createHmac("sha256", keyOf(value, name))
    .update(`${id}.${timestamp}.${body}`)
    .digest("base64");
  return exchangeOnce(url, "once", context, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "idempotency-key": id,
      "webhook-id": id,
      "webhook-timestamp": timestamp,
    },
    body,
    // Not the secret itself, but as good as it for this message: it goes where the secret may go.
    secrets: [{ name, hosts, headers: { "webhook-signature": `v1,${signature}` } }],
    secretValue: value,
  });
}

/** "whsec_" and Base64 is how the specification writes keys; anything else is the key as it stands. */
function keyOf(value: string, name: string): Buffer {
  const key = value.startsWith("whsec_") ? Buffer.from(value.slice(6), "base64") : Buffer.from(value);
  if (key.length > 0) return key;
  throw new ToolError("bad_input", `The secret "${name}" is empty.`);
}
