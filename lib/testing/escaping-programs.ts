import type { HostileProgram } from "./greedy-programs.ts";

const NOTHING = ["value"];
const SLOW = ["too_slow"];

/** Looks for whatever an engine or a host could have left within reach. */
const PROBE = `const names = ["process","require","module","global","Buffer","fetch","XMLHttpRequest","WebSocket","WebAssembly","Atomics",
  "setTimeout","setInterval","setImmediate","queueMicrotask","structuredClone","performance","navigator","location","document","window",
  "self","importScripts","postMessage","Worker","Deno","Bun","std","os","scriptArgs","print","load","read","quit","gc","__filename",
  "__dirname","crypto","TextDecoder","URL","Blob","MessageChannel","indexedDB","localStorage"];`;

/** Programs that want out, or want to fool whoever reads what they give. */
export const ESCAPING_PROGRAMS: HostileProgram[] = [
  // Out.
  {
    name: "the usual names",
    code: `${PROBE} return names.filter((name) => typeof globalThis[name] !== "undefined")`,
    ends: NOTHING,
    gives: [[]],
  },
  {
    name: "the constructor of a constructor",
    code: "return this?.constructor?.constructor?.('return typeof process')() ?? typeof process",
    ends: NOTHING,
    gives: ["undefined"],
  },
  {
    name: "a function's constructor",
    code: "return (() => {}).constructor('return typeof process + typeof require + typeof fetch')()",
    ends: NOTHING,
    gives: ["undefinedundefinedundefined"],
  },
  {
    name: "an async function's constructor",
    code: "return await (async () => {}).constructor('return typeof process')()",
    ends: NOTHING,
    gives: ["undefined"],
  },
  {
    name: "a generator's constructor",
    code: "return (function* () {}).constructor('yield typeof process')().next().value",
    ends: NOTHING,
    gives: ["undefined"],
  },
  {
    name: "indirect eval",
    code: "return (0, eval)('typeof process + typeof globalThis.require')",
    ends: NOTHING,
    gives: ["undefinedundefined"],
  },
  {
    name: "the console's constructor",
    code: "return console.log.constructor('return typeof process')()",
    ends: NOTHING,
    gives: ["undefined"],
  },
  {
    name: "the input's constructor",
    code: "return input.a.constructor.constructor('return typeof process')()",
    ends: NOTHING,
    gives: ["undefined"],
  },
  {
    name: "require",
    code: "return require('fs').readFileSync('/etc/passwd', 'utf8')",
    ends: ["code_failed"],
  },
  { name: "process.env", code: "return process.env", ends: ["code_failed"] },
  { name: "an import of a file", code: "return Object.keys(await import('node:fs'))", ends: ["code_failed"] },
  {
    name: "an import by path",
    code: "return Object.keys(await import('/etc/passwd'))",
    ends: ["code_failed"],
  },
  {
    name: "a static import",
    code: "import fs from 'fs'; export default fs.readFileSync('/etc/passwd')",
    ends: ["code_failed"],
  },
  {
    name: "an import of QuickJS's own",
    code: "import * as os from 'os'; export default os.exec(['id'])",
    ends: ["code_failed"],
  },
  {
    name: "a data URL as a module",
    code: "return (await import('data:text/javascript,export default 1')).default",
    ends: ["code_failed"],
  },
  {
    name: "import.meta",
    code: "export default Object.keys(import.meta)",
    ends: ["value", "code_failed"],
    gives: [[]],
  },
  { name: "fetch", code: "return await fetch('http://127.0.0.1:1/')", ends: ["code_failed"] },
  {
    name: "a WebAssembly of its own",
    code: "return new WebAssembly.Memory({ initial: 1 }).buffer.byteLength",
    ends: ["code_failed"],
  },
  {
    name: "shared memory",
    code: "return new SharedArrayBuffer(8).byteLength",
    ends: ["value", "code_failed"],
    gives: [8],
  },
  {
    name: "a wait for ever",
    code: "Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0)",
    ends: ["code_failed", "too_slow"],
  },
  {
    name: "a finer clock",
    code: "const t = Date.now(); for (let i = 0; i < 1e5; i++); return Date.now() - t + (new Date(0).constructor.now() - t) + (typeof performance === 'undefined' ? 0 : 1)",
    ends: NOTHING,
    gives: [0],
  },
  {
    name: "the real clock behind ours",
    code: "return [Date.prototype.constructor.now(), new (new Date(0).constructor)().getTime(), Reflect.construct(Date, []).getTime()]",
    ends: NOTHING,
    gives: [[1_000_000_000_000, 1_000_000_000_000, 1_000_000_000_000]],
  },
  {
    name: "a break out of the body",
    code: "}); while (false) {} (function () { return 7",
    ends: ["code_failed"],
  },
  { name: "a comment that swallows the end", code: "return 1 /*", ends: ["code_failed"] },
  { name: "a hashbang", code: "#!/bin/sh\nreturn 1", ends: ["code_failed"] },
  {
    name: "the stack through prepareStackTrace",
    code: "Error.prepareStackTrace = (e, frames) => frames; const s = new Error('x').stack; return Array.isArray(s) ? s.map((f) => String(f.getThis?.() ?? '') + String(f.getFileName?.() ?? '')).join().includes('/') : String(s).includes('node_modules')",
    ends: NOTHING,
    gives: [false],
  },
  {
    name: "callers and callees",
    code: "return (function () { return typeof arguments.callee.caller })()",
    ends: ["code_failed"],
  },
  // What the host trusts.
  {
    name: "a poisoned prototype",
    code: "Object.prototype.polluted = 1; Object.prototype.toJSON = () => 'x'; return { a: 1 }",
    ends: NOTHING,
    gives: ["x"],
  },
  {
    name: "a poisoned JSON",
    code: "JSON.stringify = () => '{'; JSON.parse = () => { throw 1 }; return { a: 1 }",
    ends: NOTHING,
    gives: [{ a: 1 }],
  },
  {
    name: "poisoned lists and promises",
    code: "Array.prototype.push = () => { throw 1 }; Promise.prototype.then = () => { throw 1 }; Array.isArray = () => true; String.prototype.slice = () => { throw 1 }; console.log('x'); return [1]",
    ends: NOTHING,
    gives: [[1]],
  },
  {
    name: "poisoned reflection",
    code: "Reflect.apply = () => 'no'; Function.prototype.call = Function.prototype.apply = () => 'no'; Object.defineProperty(Array.prototype, 0, { set() { throw 1 } }); return { b: 2 }",
    ends: ["value", "code_failed", "bad_output"],
    gives: [{ b: 2 }],
  },
  {
    name: "a __proto__ of its own",
    code: 'return JSON.parse(\'{"__proto__": {"admin": true}, "a": 1}\')',
    ends: NOTHING,
    gives: [{ a: 1 }],
  },
  {
    name: "a getter that lies the second time",
    code: "let n = 0; return { get a() { return n++ === 0 ? 1 : 'x'.repeat(1e7) } }",
    ends: ["value", "too_large"],
    gives: [{ a: 1 }],
  },
  {
    name: "a toJSON that throws",
    code: "return { toJSON() { throw new Error('no') } }",
    ends: ["bad_output"],
  },
  {
    name: "a toJSON that gives functions",
    code: "return { toJSON: () => () => 1 }",
    ends: ["bad_output", "value"],
    gives: [null],
  },
  { name: "a value in a circle", code: "const a = {}; a.a = a; return a", ends: ["bad_output"] },
  { name: "a bigint", code: "return { n: 1n }", ends: ["bad_output"] },
  { name: "a symbol", code: "return Symbol('x')", ends: ["bad_output"] },
  {
    name: "a proxy that gives other keys each time",
    code: "let n = 0; return new Proxy({}, { ownKeys: () => ['k' + n++], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }) })",
    ends: ["value", "bad_output"],
  },
  {
    name: "a revoked proxy",
    code: "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy",
    ends: ["bad_output", "code_failed"],
  },
  { name: "an endless output", code: "return 'x'.repeat(2e6)", ends: ["too_large"] },
  {
    name: "a list of very many",
    code: "return new Array(3e6).fill(1)",
    ends: ["too_large", "out_of_memory"],
  },
  {
    name: "a flood of logs",
    code: "for (let i = 0; i < 1e5; i++) console.log('x'.repeat(1000)); return 'done'",
    ends: ["value", "too_slow"],
    gives: ["done"],
  },
  {
    name: "a log of itself",
    code: "const a = []; a.push(a); console.log(a, Symbol('x'), () => 1, { toString() { throw 1 }, toJSON() { throw 2 } }); return 1",
    ends: NOTHING,
    gives: [1],
  },
  { name: "an error whose words are a trap", code: "throw { get message() { for (;;); } }", ends: SLOW },
  {
    name: "an error whose name throws",
    code: "throw Object.defineProperty(new Error('x'), 'name', { get() { throw 1 } })",
    ends: ["code_failed"],
  },
  {
    name: "an error that says it is out of memory",
    code: "throw Object.assign(new Error('out of memory'), { name: 'InternalError' })",
    ends: ["out_of_memory"],
  },
  { name: "an error as long as memory", code: "throw new Error('x'.repeat(1e7))", ends: ["code_failed"] },
  { name: "nothing thrown", code: "throw undefined", ends: ["code_failed"] },
  { name: "half a character", code: "return '\\ud800\\u0000'", ends: NOTHING, gives: ["\ud800\u0000"] },
];
