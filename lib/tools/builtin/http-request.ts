import { defineTool } from "../contract.ts";
import { METHOD_EFFECTS, RequestInput, RequestOutput, sendRequest } from "../http/send-request.ts";

/** Calls an HTTP API. What that does depends on the method. */
export const httpRequest = defineTool({
  name: "http.request",
  title: "Call an HTTP API",
  description: "Sends a request to an address that the policy allows and gives its answer.",
  input: RequestInput,
  output: RequestOutput,
  sideEffect: { argument: "method", of: METHOD_EFFECTS, leftOut: "GET" },
  reaches: {
    kind: "arguments",
    names: ["url"],
    // What the guarded client lets pass to any public host; OPTIONS is not among it.
    writes: { argument: "method", reads: ["GET", "HEAD"], leftOut: "GET" },
  },
  outside: true,
  sensitive: ["url", "query", "headers", "json", "body"],
  secrets: ["secret"],
  timeoutSeconds: 60,
  typicalSeconds: 2,
  costMicros: 0,
  unavailable: () => null,
  run: async (args, context) => {
    const output = await sendRequest(args, context);
    return { output, summary: `${args.method} ${new URL(output.url).host} answered ${output.status}.` };
  },
});
