import { takeDone, type Engine } from "./engine.ts";
import type { EngineCall, EngineReply } from "./engine-process.ts";

// One engine in a process of its own, told over the channel what to do: `node engine-program.ts NAME`.
const [name = ""] = process.argv.slice(2);
const { engine } = (await import(new URL(`./engines/${name}.ts`, import.meta.url).href)) as {
  engine: Engine;
};

async function carryOut(call: EngineCall): Promise<unknown> {
  switch (call.verb) {
    case "prepareDatabase":
      return engine.prepareDatabase(call.url);
    case "open":
      return engine.open(call.options);
    case "carryOut": {
      takeDone();
      const took = await engine.carryOut(call.work);
      return { ...took, done: takeDone() };
    }
    case "close":
      return engine.close();
  }
}

process.on("message", (message) => {
  const call = message as EngineCall;
  const reply = (answer: EngineReply) => process.send?.(answer);
  carryOut(call).then(
    (value) => reply({ ok: true, value }),
    (cause: unknown) =>
      reply({ ok: false, message: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
  );
});
// Ends by itself, so that a CPU profile is written.
process.once("disconnect", () => process.exit(0));
process.send?.({ ok: true, value: "ready" } satisfies EngineReply);
