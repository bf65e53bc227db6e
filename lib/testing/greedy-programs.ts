/**
 * Programs that want out, or want all there is. `ends`: the codes of the errors that they may end with, or "value" for one that gives
 * a value, which then must be one of `gives` when that is said. Nothing that a value could show of the outside stands among those.
 */
export type HostileProgram = { name: string; code: string; ends: string[]; gives?: unknown[] };

const SLOW = ["too_slow"];
/** Whether time or memory runs out first is the machine's affair. */
const HEAVY = ["too_slow", "out_of_memory", "code_failed", "too_deep"];

/** Programs that are never done, take all the memory, or go too deep. */
export const GREEDY_PROGRAMS: HostileProgram[] = [
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
];
