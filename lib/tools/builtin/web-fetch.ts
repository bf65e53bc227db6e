import { defineTool } from "../contract.ts";
import { fetchPage, PageInput, PageOutput } from "../web/fetch-page.ts";

/** Reads one page of the web: its text without what surrounds it, with source and date. */
export const webFetch = defineTool({
  name: "web.fetch",
  title: "Read a web page",
  description: "Gives what a web page or PDF says as Markdown, with its title, author, date and links.",
  input: PageInput,
  output: PageOutput,
  sideEffect: "read",
  reaches: { kind: "arguments", names: ["url"], writes: false },
  outside: true,
  sensitive: ["url"],
  timeoutSeconds: 60,
  typicalSeconds: 3,
  costMicros: 0,
  unavailable: () => null,
  run: async (args, { http, signal, now }) => {
    const output = await fetchPage(args, { http, signal, now });
    const words = output.text.split(/\s+/).length.toLocaleString("en");
    const { host } = new URL(output.url);
    return { output, summary: `${words} words from ${host}${output.truncated ? ", cut" : ""}.` };
  },
});
