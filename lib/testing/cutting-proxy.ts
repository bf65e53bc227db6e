import { request as send } from "node:http";
import { startRawServer } from "./fake-models.ts";
import { bodyOf } from "./oauth-server.ts";

/** Stands before a server over HTTP, and ends a tool call's stream just when its answer is about to be handed on. */
export async function startCuttingProxy(
  to: string,
): Promise<{ url: string; host: string; cuts: () => number; close: () => Promise<void> }> {
  let cuts = 0;
  const raw = await startRawServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = "GET" } = request;
      const { connection: _, "transfer-encoding": __, ...headers } = request.headers;
      const onward = send(
        to,
        { method, agent: false, headers: { ...headers, host: new URL(to).host } },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          response.flushHeaders();
          answer.on("data", (chunk: Buffer) => {
            const text = chunk.toString();
            const at = body.includes("tools/call") ? text.indexOf('"result"') : -1;
            if (at === -1) return void response.write(chunk);
            cuts++;
            answer.destroy();
            // With the events before it, by whose ids the stream can be taken up again.
            response.end(text.slice(0, text.lastIndexOf("\n\n", at) + 2));
          });
          answer.on("end", () => response.end());
          answer.on("error", () => undefined);
        },
      );
      onward.on("error", () => response.destroy());
      response.on("close", () => onward.destroy());
      onward.end(body);
    });
  });
  const url = `${raw.address}${new URL(to).pathname}`;
  return { url, host: new URL(url).host, cuts: () => cuts, close: raw.close };
}
