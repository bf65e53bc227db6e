import { parentPort, workerData } from "node:worker_threads";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSContext } from "quickjs-emscripten-core";
import type { QuickJSHandle } from "quickjs-emscripten-core";
import { z } from "zod";
import { CodeFault, CodeOrder, MOST_OUTPUT_CHARS, type CodeAnswer } from "./code-messages.ts";
import { PRELUDE } from "./code-prelude.ts";

/**
 * The thread of one program: an interpreter of JavaScript in a WebAssembly memory of its own, which ends with it. The program sees
 * nothing but the language; what it could break is the memory, and that is thrown away.
 */

/** WebAssembly's memory in pages of 64 kB: it begins with what the interpreter needs, and cannot grow beyond 64 MB. */
const PAGES = { initial: 256, maximum: 1_024 };
/** What the program may allocate of it, in bytes. The interpreter's own check misses some ways, for which the memory's end stands. */
const MOST_BYTES = 48 * 1_048_576;
/** Its stack in bytes: about 1,500 calls. Each needs several times as much of the thread's own, see run-code.ts. */
const STACK_BYTES = 256 * 1_024;
/** How long the thread goes on to read what a program logged that was stopped, in milliseconds. */
const AFTERWARDS_MS = 200;

const State = z.object({
  status: z.enum(["running", "failed", "done"]),
  fault: CodeFault.nullable(),
  message: z.string(),
});
const Logs = z.object({ lines: z.array(z.string()), leftOut: z.number().int() });

async function load() {
  // The package is CommonJS to Node's resolver and a module to its types.
  const { default: variant } = await import("@jitl/quickjs-wasmfile-release-sync");
  const wasmMemory = new WebAssembly.Memory(PAGES);
  return newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory }));
}

/** A text that the program's side gave; null when it is anything else, or longer than any text it may give. */
function textOf(vm: QuickJSContext, handle: QuickJSHandle): string | null {
  if (vm.typeof(handle) !== "string") return null;
  const length = vm.getNumber(vm.getProp(handle, "length"));
  return length <= MOST_OUTPUT_CHARS * 2 ? vm.getString(handle) : null;
}

async function carryOut(order: CodeOrder): Promise<CodeAnswer> {
  const end = performance.now() + order.milliseconds;
  const runtime = (await load()).newRuntime();
  runtime.setMemoryLimit(MOST_BYTES);
  runtime.setMaxStackSize(STACK_BYTES);
  const vm = runtime.newContext();
  let limit = end;
  runtime.setInterruptHandler(() => performance.now() > limit);

  const prelude = vm.unwrapResult(vm.evalCode(PRELUDE, "prelude.js"));
  const kit = vm.unwrapResult(
    vm.callFunction(prelude, vm.undefined, vm.newNumber(order.now), vm.newNumber(order.seed)),
  );
  const verb = (name: string) => vm.getProp(kit, name);
  const verbs = {
    prepare: verb("prepare"),
    start: verb("start"),
    fail: verb("fail"),
    state: verb("state"),
    json: verb("json"),
    logs: verb("logs"),
  };
  const call = (name: keyof typeof verbs, ...args: QuickJSHandle[]) =>
    vm.callFunction(verbs[name], vm.undefined, ...args);
  const ask = (name: keyof typeof verbs): string | null => {
    const result = call(name);
    return result.error ? null : textOf(vm, result.value);
  };

  run(order, vm, call);
  // The program is stopped; what it left can be read all the same.
  const late = performance.now() > end;
  limit = Math.max(end, performance.now()) + AFTERWARDS_MS;
  const state = State.safeParse(parsed(ask("state")));
  const logs = Logs.safeParse(parsed(ask("logs")));
  const told = {
    logs: logs.success ? logs.data.lines : [],
    logsLeftOut: logs.success ? logs.data.leftOut : 0,
  };
  const json = state.success && state.data.status === "done" ? ask("json") : null;
  if (json !== null && !late) return { json, fault: null, message: "", ...told };
  if (late) return { json: null, fault: "time", message: "", ...told };
  if (!state.success) return { json: null, fault: "memory", message: "", ...told };
  const { fault, message } = state.data;
  return { json: null, fault: fault ?? "unsettled", message, ...told };
}

/** Compiles the program, runs it, and all that it has put off, until nothing is left to do or its time is over. */
function run(
  order: CodeOrder,
  vm: QuickJSContext,
  call: (
    name: "prepare" | "start" | "fail",
    ...args: QuickJSHandle[]
  ) => ReturnType<QuickJSContext["callFunction"]>,
): void {
  const fail = (error: QuickJSHandle) => void call("fail", error);
  const prepared = call("prepare", vm.newString(order.code), vm.newString(order.input));
  if (prepared.error) return fail(prepared.error);
  const form = textOf(vm, prepared.value);
  if (form === "failed") return;
  const module = form === "module" ? vm.evalCode(order.code, "code.js", { type: "module" }) : null;
  if (module?.error) return fail(module.error);
  const started = call("start", module?.value ?? vm.undefined);
  if (started.error) return fail(started.error);
  const jobs = vm.runtime.executePendingJobs();
  if (jobs.error) fail(jobs.error);
}

function parsed(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}

/** What a failure of the interpreter itself means: it had no memory left, or the thread's stack had no room for its calls. */
function faultOf(cause: unknown): CodeAnswer {
  const fault = cause instanceof RangeError ? "depth" : "memory";
  return { json: null, fault, message: "", logs: [], logsLeftOut: 0 };
}

try {
  parentPort?.postMessage(await carryOut(CodeOrder.parse(workerData)));
} catch (cause) {
  parentPort?.postMessage(faultOf(cause));
}
