import { parentPort, workerData } from "node:worker_threads";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSContext } from "quickjs-emscripten-core";
import type { QuickJSHandle } from "quickjs-emscripten-core";
import { CODE_FAULTS, MOST_OUTPUT_CHARS } from "./code-limits.ts";
import type { CodeAnswer, CodeFault, CodeOrder, CodeStart } from "./code-messages.ts";
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

async function load(wasmModule: WebAssembly.Module) {
  // The package is CommonJS to Node's resolver and a module to its types.
  const { default: variant } = await import("@jitl/quickjs-wasmfile-release-sync");
  const wasmMemory = new WebAssembly.Memory(PAGES);
  return newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule, wasmMemory }));
}

/** A text that the program's side gave; null when it is anything else, or longer than any text it may give. */
function textOf(vm: QuickJSContext, handle: QuickJSHandle): string | null {
  if (vm.typeof(handle) !== "string") return null;
  const length = vm.getNumber(vm.getProp(handle, "length"));
  return length <= MOST_OUTPUT_CHARS * 2 ? vm.getString(handle) : null;
}

async function carryOut({ order, interpreter }: CodeStart): Promise<CodeAnswer> {
  const end = performance.now() + order.milliseconds;
  const runtime = (await load(interpreter)).newRuntime();
  runtime.setMemoryLimit(MOST_BYTES);
  runtime.setMaxStackSize(STACK_BYTES);
  const vm = runtime.newContext();
  let limit = end;
  runtime.setInterruptHandler(() => performance.now() > limit);

  const prelude = vm.unwrapResult(vm.evalCode(PRELUDE, "prelude.js"));
  const kit = vm.unwrapResult(
    vm.callFunction(prelude, vm.undefined, vm.newNumber(order.now), vm.newNumber(order.seed)),
  );
  // Taken before the program runs, which could put others in their place.
  const verbs = new Map<string, QuickJSHandle>();
  for (const name of ["prepare", "start", "fail", "fault", "words", "json", "logs", "leftOut"] as const) {
    verbs.set(name, vm.getProp(kit, name));
  }
  const call: Call = (name, ...args) =>
    vm.callFunction(verbs.get(name) ?? vm.undefined, vm.undefined, ...args);
  const ask = (name: Question): string => {
    const result = call(name);
    return result.error ? "" : (textOf(vm, result.value) ?? "");
  };

  run(order, vm, call);
  // The program is stopped; what it left can be read all the same.
  const late = performance.now() > end;
  limit = Math.max(end, performance.now()) + AFTERWARDS_MS;
  const logs = ask("logs").split("\u001e").slice(0, -1);
  const told = { message: ask("words"), logs, logsLeftOut: Number(ask("leftOut")) };
  if (late) return { json: null, fault: "time", ...told };
  const said = call("fault");
  // An interpreter that cannot even say what is wrong has no memory left.
  const fault = said.error ? "memory" : textOf(vm, said.value);
  const json = fault === "" ? ask("json") : "";
  if (json !== "") return { json, fault: null, ...told };
  const known: CodeFault | undefined = CODE_FAULTS.find((each) => each === fault);
  return { json: null, fault: known ?? "memory", ...told };
}

type Question = "fault" | "words" | "json" | "logs" | "leftOut";
type Call = (
  name: "prepare" | "start" | "fail" | Question,
  ...args: QuickJSHandle[]
) => ReturnType<QuickJSContext["callFunction"]>;

/** Compiles the program, runs it, and all that it has put off, until nothing is left to do or its time is over. */
function run(order: CodeOrder, vm: QuickJSContext, call: Call): void {
  const fail = (error: QuickJSHandle) => void call("fail", error);
  const prepared = call("prepare", vm.newString(order.code), vm.newString(order.input));
  if (prepared.error) return fail(prepared.error);
  const form = textOf(vm, prepared.value);
  if (form === "failed") return;
  const found = form === "module" ? vm.evalCode(order.code, "code.js", { type: "module" }) : null;
  if (found?.error) return fail(found.error);
  const started = call("start", found?.value ?? vm.undefined);
  if (started.error) return fail(started.error);
  const jobs = vm.runtime.executePendingJobs();
  if (jobs.error) fail(jobs.error);
}

/** What a failure of the interpreter itself means: it had no memory left, or the thread's stack had no room for its calls. */
function faultOf(cause: unknown): CodeAnswer {
  const fault = cause instanceof RangeError ? "depth" : "memory";
  return { json: null, fault, message: "", logs: [], logsLeftOut: 0 };
}

/** To the one who started this thread; its answer is one. */
function tell(answer: CodeAnswer): void {
  parentPort?.postMessage(answer, []);
}

try {
  tell(await carryOut(workerData as CodeStart));
} catch (cause) {
  tell(faultOf(cause));
}
