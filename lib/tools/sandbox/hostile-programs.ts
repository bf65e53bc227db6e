/**
 * Programs that want out, or want all there is. `ends`: the codes of the errors that they may end with, or "value" for one that gives
 * a value, which then must be one of `gives` when that is said. Nothing that a value could show of the outside stands among those.
 */
export type HostileProgram = { name: string; code: string; ends: string[]; gives?: unknown[] };

const SLOW = ["too_slow"];
/** Whether time or memory runs out first is the machine's affair. */
const HEAVY = ["too_slow", "out_of_memory", "code_failed", "too_deep"];
const NOTHING = ["value"];

/** Looks for whatever an engine or a host could have left within reach. */
const PROBE = `const names = ["process","require","module","global","Buffer","fetch","XMLHttpRequest","WebSocket","WebAssembly","Atomics",
  "setTimeout","setInterval","setImmediate","queueMicrotask","structuredClone","performance","navigator","location","document","window",
  "self","importScripts","postMessage","Worker","Deno","Bun","std","os","scriptArgs","print","load","read","quit","gc","__filename",
  "__dirname","crypto","TextDecoder","URL","Blob","MessageChannel","indexedDB","localStorage"];`;

export const HOSTILE_PROGRAMS: HostileProgram[] = [
  // Never done.
  { name: "an endless loop", code: "while (true) {}", ends: SLOW },
  { name: "an endless for", code: "for (;;);", ends: SLOW },
  { name: "an endless loop in a getter", code: "return { get a() { for (;;); } }", ends: SLOW },
  { name: "an endless toJSON", code: "return { toJSON() { for (;;); } }", ends: SLOW },
  { name: "an endless loop in valueOf", code: "return 1 + { valueOf() { for (;;); } }", ends: SLOW },
  { name: "an endless comparison", code: "return [2, 1].sort(() => { for (;;); })", ends: SLOW },
  {
    name: "an endless generator",
    code: "function* g() { for (;;) yield 1 } for (const x of g());",
    ends: SLOW,
  },
  {
    name: "a spread endless iterator",
    code: "return [...{ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) }]",
    ends: HEAVY,
  },
  {
    name: "a proxy whose every trap loops",
    code: "return new Proxy({}, { ownKeys() { for (;;); } })",
    ends: SLOW,
  },
  {
    name: "a chain of promises without end",
    code: "const f = () => Promise.resolve().then(f); await f();",
    ends: HEAVY,
  },
  { name: "an async loop without end", code: "for (;;) await null;", ends: SLOW },
  {
    name: "a thenable that resolves to itself again",
    code: "const t = { then(r) { r(t) } }; await t;",
    ends: HEAVY,
  },
  { name: "a promise that never settles", code: "await new Promise(() => {})", ends: ["code_failed"] },
  {
    name: "a returned promise that never settles",
    code: "return new Promise(() => {})",
    ends: ["code_failed"],
  },
  {
    name: "a loop that catches its interruption",
    code: "for (;;) { try { for (;;); } catch {} finally { continue } }",
    ends: SLOW,
  },
  { name: "a finally that loops again", code: "try { for (;;); } finally { for (;;); }", ends: SLOW },
  {
    name: "a regular expression that explodes",
    code: "return /^(a+)+$/.test('a'.repeat(40) + 'b')",
    ends: SLOW,
  },
  { name: "another", code: "return 'a'.repeat(30000).match(/(a*)*b/)", ends: HEAVY },
  { name: "a replacement that explodes", code: "return 'x'.repeat(100).replace(/(x+x+)+y/, '')", ends: SLOW },
  {
    name: "a bigint that takes for ever",
    code: "return String(2n ** 10000000n).length",
    ends: [...HEAVY, "value"],
  },
  { name: "powers of powers", code: "let x = 3n; for (;;) x = x * x;", ends: HEAVY },
  {
    name: "a sparse list as long as lists get",
    code: "return [].concat(new Array(4294967295).fill(0)).length",
    ends: [...HEAVY, "value"],
  },
  {
    name: "sorting what says it is endless",
    code: "return Array.prototype.sort.call({ length: 2 ** 53 - 1 })",
    ends: [...HEAVY, "bad_output", "value"],
  },
  {
    name: "filling what says it is endless",
    code: "return Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 1)",
    ends: HEAVY,
  },
  {
    name: "joining an endless list",
    code: "return Array.prototype.join.call({ length: 2 ** 53 - 1 }, 'x')",
    ends: HEAVY,
  },
  // All the memory.
  { name: "a string bomb", code: "let s = 'a'; for (;;) s += s;", ends: HEAVY },
  {
    name: "a string bomb in a list",
    code: "const a = []; for (;;) a.push('abcd'.repeat(1e6) + a.length);",
    ends: HEAVY,
  },
  { name: "repeat as far as it goes", code: "return 'x'.repeat(2 ** 30 - 1).length", ends: HEAVY },
  { name: "padStart as far as it goes", code: "return ''.padStart(2 ** 30 - 1, 'ab').length", ends: HEAVY },
  {
    name: "replacement that doubles",
    code: "let s = 'ab'; for (;;) s = s.replace(/./g, '$&$&');",
    ends: HEAVY,
  },
  { name: "a list bomb", code: "const a = []; for (;;) a.push(a.slice());", ends: HEAVY },
  {
    name: "a filled list bomb",
    code: "const a = []; for (;;) a.push(new Array(1000).fill(7));",
    ends: HEAVY,
  },
  { name: "an object bomb", code: "const o = {}; for (let i = 0; ; i++) o['k' + i] = { i };", ends: HEAVY },
  { name: "a map bomb", code: "const m = new Map(); for (let i = 0; ; i++) m.set({}, i);", ends: HEAVY },
  { name: "a buffer bomb", code: "return new ArrayBuffer(2 ** 31).byteLength", ends: HEAVY },
  { name: "many buffers", code: "const a = []; for (;;) a.push(new Uint8Array(1e6).fill(1));", ends: HEAVY },
  {
    name: "a growing buffer",
    code: "const b = new ArrayBuffer(1, { maxByteLength: 2 ** 31 }); b.resize(2 ** 31); return 1",
    ends: HEAVY,
  },
  { name: "a symbol bomb", code: "for (let i = 0; ; i++) Symbol.for('s' + i);", ends: HEAVY },
  { name: "a closure bomb", code: "let f = () => 0; for (;;) { const g = f; f = () => g; }", ends: HEAVY },
  { name: "a promise bomb", code: "const a = []; for (;;) a.push(new Promise(() => {}));", ends: HEAVY },
  {
    name: "a bomb of code",
    code: "for (let i = 0; ; i++) globalThis['f' + i] = new Function('return ' + 'x+'.repeat(1000) + i);",
    ends: HEAVY,
  },
  {
    name: "a catch-all around out of memory",
    code: "for (;;) { try { const a = []; for (;;) a.push(new Array(1e4).fill(1)); } catch {} }",
    ends: HEAVY,
  },
  {
    name: "one that keeps what it could get",
    code: "const all = []; for (;;) { try { for (;;) all.push('x'.repeat(1e5) + all.length); } catch { all.length -= 5 } }",
    ends: HEAVY,
  },
  {
    name: "a JSON bomb",
    code: "let s = '[0]'; for (;;) s = '[' + s + ',' + s + ']', JSON.parse(s);",
    ends: HEAVY,
  },
  {
    name: "a structured bomb to return",
    code: "let o = {}; for (let i = 0; i < 30; i++) o = { a: o, b: o }; return o",
    ends: [...HEAVY, "too_large", "bad_output"],
  },
  // Too deep.
  { name: "a call of itself", code: "const f = () => f(); f()", ends: ["too_deep"] },
  {
    name: "calls of each other that catch",
    code: "const f = () => { try { f() } catch { f() } }; f()",
    ends: HEAVY,
  },
  {
    name: "a value nested without end",
    code: "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a",
    ends: ["too_deep", "too_slow"],
  },
  {
    name: "a list in lists",
    code: "let a = 1; for (let i = 0; i < 70; i++) a = [a]; return a",
    ends: ["too_deep"],
  },
  {
    name: "JSON nested without end",
    code: "return JSON.parse('['.repeat(1e6) + ']'.repeat(1e6))",
    ends: ["code_failed", "too_deep"],
  },
  {
    name: "parentheses without end",
    code: "return new Function('return ' + '('.repeat(1e5) + '1' + ')'.repeat(1e5))()",
    ends: HEAVY,
  },
  {
    name: "a regular expression in itself",
    code: "return new RegExp('('.repeat(1e5) + ')'.repeat(1e5)).test('')",
    ends: HEAVY,
  },
  {
    name: "proxies around proxies",
    code: "let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return p.a",
    ends: [...HEAVY, "value"],
  },
  {
    name: "bound functions of bound functions",
    code: "let f = () => 1; for (let i = 0; i < 1e5; i++) f = f.bind(null); return f()",
    ends: [...HEAVY, "value"],
  },
  {
    name: "a prototype chain without end",
    code: "let o = {}; for (let i = 0; i < 1e6; i++) o = Object.create(o); return o.missing ?? null",
    ends: [...HEAVY, "value"],
  },
  {
    name: "toString in toString",
    code: "const o = { toString() { return `${o}` } }; return `${o}`",
    ends: ["too_deep"],
  },
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
