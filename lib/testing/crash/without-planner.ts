import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Loaded before the worker of the crash test (`node --import`): leaves out the planner, the built-in tools, and what reaches models,
 * MCP servers and the web, which its steps never use and which take most of the second that a worker needs to start. It is started
 * hundreds of times. Whoever calls something of theirs all the same gets an error; the registry knows the test tools instead.
 */
const LEFT_OUT = [
  /\/lib\/planner\/.*\.ts$/,
  /\/lib\/tools\/http\/(exchange|guarded-connector)\.ts$/,
  /\/lib\/tools\/mcp\/(connection|http-transport|stdio-transport)\.ts$/,
  /\/lib\/models\/(prices|providers)\.ts$/,
  /\/lib\/jobs\/checkpointer\.ts$/,
];
const REGISTRY = /\/lib\/tools\/registry\.ts$/;

registerHooks({
  load: (url, context, nextLoad) => {
    if (REGISTRY.test(url)) {
      const instead = JSON.stringify(new URL("crash-registry.ts", import.meta.url).href);
      return { format: "module", source: `export * from ${instead};`, shortCircuit: true };
    }
    if (!LEFT_OUT.some((one) => one.test(url))) return nextLoad(url, context);
    const source = readFileSync(fileURLToPath(url), "utf8");
    const names = [...source.matchAll(/^export (?:async )?(?:const|class|function\*?) (\w+)/gm)].map(
      ([, name]) => name,
    );
    const nothing = `() => { throw new Error("The crash test's workers have no planner and no way out."); }`;
    const text = names.map((name) => `export const ${name} = ${nothing};`).join("\n");
    return { format: "module", source: text, shortCircuit: true };
  },
});
