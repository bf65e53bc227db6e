import { MOST_LEVELS, MOST_LOGS, MOST_OUTPUT_CHARS } from "./code-messages.ts";

/**
 * JavaScript that prepares an interpreter for a program: it sets the clock still, seeds the random numbers, gives `console`, and
 * returns the functions by which the thread talks to the program. There is no function of ours behind any of them: whatever the
 * program does to the objects it finds, it stays among its own, and the thread reads nothing but texts.
 *
 * The functions it returns: `prepare(code, input)` compiles ("body", "module" or an error's text), `start(namespace)` runs what was
 * compiled, or the module's default export, `state()` tells as JSON text how far it got, `logs()` what it logged.
 */
export const PRELUDE = `((now, seed) => {
  "use strict";
  const { parse, stringify } = JSON;
  const { apply, getPrototypeOf } = Reflect;
  const text = String;
  const { slice } = String.prototype;
  const { then } = Promise.prototype;
  const resolve = Promise.resolve.bind(Promise);
  const exec = RegExp.prototype.exec;
  const place = /<input>:(\\d+)|code\\.js:(\\d+)/;
  const AsyncFunction = getPrototypeOf(async () => {}).constructor;
  const { isArray } = Array;
  const { min } = Math;

  const RealDate = Date;
  globalThis.Date = class Date extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(now);
      else super(...parts);
    }
    static now() {
      return now;
    }
  };
  RealDate.prototype.constructor = globalThis.Date;
  RealDate.now = globalThis.Date.now;
  Object.defineProperty(Math, "random", {
    value: () => {
      // Mulberry32: small, and the same for every repeat of the call.
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    },
  });

  const lines = [];
  let leftOut = 0;
  const shown = (value) => {
    if (typeof value === "string") return value;
    try {
      const written = typeof value === "object" && !(value instanceof Error) ? stringify(value) : undefined;
      return written === undefined ? text(value) : written;
    } catch {
      return "(something that cannot be shown)";
    }
  };
  const log = (...values) => {
    if (lines.length >= ${MOST_LOGS.lines}) {
      leftOut++;
      return;
    }
    let line = "";
    for (let at = 0; at < values.length && line.length < ${MOST_LOGS.characters}; at++) {
      line += (at === 0 ? "" : " ") + apply(slice, shown(values[at]), [0, ${MOST_LOGS.characters}]);
    }
    lines[lines.length] = apply(slice, line, [0, ${MOST_LOGS.characters}]);
  };
  globalThis.console = { log, info: log, warn: log, error: log, debug: log };

  const said = (error) => {
    let words = "an error that cannot be shown";
    try {
      if (typeof error === "object" && error !== null && "message" in error) {
        const line = apply(exec, place, [text(error.stack)]);
        // A function's body begins on the third line of what the interpreter reads.
        const at = line === null ? 0 : line[1] === undefined ? +line[2] : min(line[1] - 2, length);
        words = text(error.name) + ": " + text(error.message) + (at > 0 ? " (line " + at + ")" : "");
      } else words = shown(error);
    } catch {}
    return apply(slice, words, [0, 1000]);
  };
  const deeperThan = (value, levels) => {
    if (typeof value !== "object" || value === null) return false;
    if (levels === 0) return true;
    if (isArray(value)) {
      for (let at = 0; at < value.length; at++) if (deeperThan(value[at], levels - 1)) return true;
      return false;
    }
    for (const name in value) if (deeperThan(value[name], levels - 1)) return true;
    return false;
  };
  let state = { status: "running", fault: null, message: "" };
  let json = null;
  const fail = (fault, message) => {
    state = { status: "failed", fault, message };
  };
  const failed = (error) => {
    const message = said(error);
    if (message === "InternalError: out of memory" || message.indexOf("InternalError: out of memory (") === 0) {
      fail("memory", message);
    } else if (message.indexOf("InternalError: stack overflow") === 0) fail("depth", message);
    else fail("threw", message);
  };
  const finished = (value) => {
    try {
      if (typeof value === "function" || typeof value === "symbol") {
        return fail("not_json", "It returned a " + typeof value + ".");
      }
      const written = value === undefined ? "null" : stringify(value);
      if (typeof written !== "string") return fail("not_json", "It returned something that JSON has no word for.");
      if (written.length > ${MOST_OUTPUT_CHARS}) return fail("too_large", text(written.length));
      // What is looked at is what was written: a getter may give another value each time.
      if (deeperThan(parse(written), ${MOST_LEVELS})) return fail("depth", "");
      json = written;
      state = { status: "done", fault: null, message: "" };
    } catch (error) {
      const message = said(error);
      if (message.indexOf("InternalError") === 0) failed(error);
      else fail("not_json", message);
    }
  };

  let body = null;
  let input;
  let length = 1;
  return {
    prepare: (code, given) => {
      input = parse(given);
      length = code.split("\\n").length;
      try {
        body = new AsyncFunction("input", '"use strict";' + code);
        return "body";
      } catch (error) {
        if (/\\bexport\\s+default\\b/.test(code)) return "module";
        failed(error);
        return "failed";
      }
    },
    start: (namespace) => {
      const work =
        body !== null
          ? body(input)
          : apply(then, resolve(namespace), [
              (found) => (typeof found.default === "function" ? found.default(input) : found.default),
            ]);
      apply(then, work, [finished, failed]);
    },
    fail: failed,
    state: () => stringify(state),
    json: () => json,
    logs: () => stringify({ lines, leftOut }),
  };
})`;
