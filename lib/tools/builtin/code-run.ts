import { z } from "zod";
import { Json } from "#lib/domain/json.ts";
import { hasUnstorable } from "#lib/domain/characters.ts";
import { defineTool, ToolError } from "../contract.ts";
import { runCode } from "../sandbox/run-code.ts";

const Input = z.object({
  code: z.string().trim().min(1, "The code is empty.").max(50_000).meta({
    title: "Code",
    description:
      "JavaScript: the body of an async function that gets `input` and returns a JSON value, or a module whose default export is such a function. There is no network, no file, no timer and no package.",
  }),
  input: z.unknown().optional().meta({
    title: "Input",
    description: "What the code gets as `input`: any value, such as the output of an earlier step.",
  }),
});

const Output = z.object({
  value: z.unknown().describe("What the code returned: any JSON value"),
  logs: z.array(z.string()).describe("What it wrote with console.log, at most 100 lines"),
  logsLeftOut: z.number().int().describe("Lines that it wrote beyond those"),
});

/** Runs a JavaScript program with nothing but the language around it. */
export const codeRun = defineTool({
  name: "code.run",
  title: "Run code",
  description:
    "Runs JavaScript on the outputs of earlier steps, in a sandbox without network, files or clock: 10 seconds, 48 MB. The same code and input give the same value.",
  input: Input,
  output: Output,
  sideEffect: "read",
  local: true,
  timeoutSeconds: 30,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: async ({ code, input }, { now, signal }) => {
    if (hasUnstorable(code)) {
      throw new ToolError("bad_input", "The code has characters that no program can have.");
    }
    const { value, logs, logsLeftOut } = await runCode({ code, input, now }, signal);
    const output = { value: Json.parse(value), logs, logsLeftOut };
    const lines = logs.length + logsLeftOut;
    const logged = lines === 0 ? "" : `, and logged ${lines} ${lines === 1 ? "line" : "lines"}`;
    return { output, summary: `The code returned ${kindOf(output.value)}${logged}.` };
  },
});

function kindOf(value: Json): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") {
    const count = Object.keys(value).length;
    return `an object with ${count} ${count === 1 ? "property" : "properties"}`;
  }
  return typeof value === "string" ? `a text of ${value.length} characters` : `${value}`;
}
