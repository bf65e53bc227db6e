import { MOST_LEVELS, MOST_LOGS, MOST_OUTPUT_CHARS } from "./code-limits.ts";

/**
 * JavaScript that prepares an interpreter for a program: it sets the clock still, seeds the random numbers, gives `console`, and
 * returns the functions by which the thread talks to the program. There is no function of ours behind any of them: whatever the
 * program does to the objects it finds, it stays among its own, and the thread reads nothing but texts.
 *
 * The functions it returns: `prepare(code, input)` compiles ("body", "module" or an error's text), `start(namespace)` runs what was
 * compiled, or the module's default export. What came of it are texts, since a program can change how everything else is read:
 * `fault()` (empty when all is well), `words()` of its error, `json()`, `logs()` (lines that end with U+001E) and `leftOut()`.
 */
export const PRELUDE = `((now, seed) => {
  "use strict";
  const { parse, stringify } = JSON;
  const { apply, getPrototypeOf } = Reflect;
  const text = String;
  const { indexOf, slice } = String.prototype;
  const { then } = Promise.prototype;
  const resolve = Promise.resolve.bind(Promise);
  const exec = RegExp.prototype.exec;
  const place = /<input>:(\\d+)|code\\.js:(\\d+)/;
  const AsyncFunction = getPrototypeOf(async () => {}).constructor;
  const { isArray } = Array;
  const { min } = Math;

  const RealDate = Date;
  const { construct } = Reflect;
  const shownNow = new RealDate(now).toString();
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parts, made) => construct(target, parts.length === 0 ? [now] : parts, made),
    apply: () => shownNow,
  });
  RealDate.prototype.constructor = globalThis.Date;
  RealDate.now = () => now;
  Object.defineProperty(Math, "random", {
    value: () => {
      // Mulberry32: small, and the same for every repeat of the call.
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    },
  });

  let lines = "";
  let kept = 0;
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
    if (kept >= ${MOST_LOGS.lines}) {
      leftOut++;
      return;
    }
    let line = "";
    for (let at = 0; at < values.length && line.length < ${MOST_LOGS.characters}; at++) {
      line += (at === 0 ? "" : " ") + apply(slice, shown(values[at]), [0, ${MOST_LOGS.characters}]);
    }
    kept++;
    lines += apply(slice, line, [0, ${MOST_LOGS.characters}]) + "\\u001e";
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
  let fault = "unsettled";
  let words = "";
  let json = "";
  const fail = (why, said) => {
    fault = why;
    words = said;
  };
  const begins = (said, beginning) => apply(indexOf, said, [beginning]) === 0;
  const failed = (error) => {
    const message = said(error);
    if (begins(message, "InternalError: out of memory")) fail("memory", message);
    else if (begins(message, "InternalError: stack overflow")) fail("depth", message);
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
      fault = "";
    } catch (error) {
      const message = said(error);
      if (begins(message, "InternalError")) failed(error);
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
    fault: () => fault,
    words: () => words,
    json: () => json,
    logs: () => lines,
    leftOut: () => text(leftOut),
  };
})`;
