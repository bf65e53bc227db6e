const SPACE = /[ \t\n\r]*/y;
// eslint-disable-next-line no-control-regex -- JSON allows none within a text
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y;

/** Where a text stops being JSON, in lines and columns from 1; null when all of it is JSON. */
export function jsonFault(text: string): { line: number; column: number } | null {
  const at = faultAt(text);
  if (at === null) return null;
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  return { line, column: at - (before.lastIndexOf("\n") + 1) + 1 };
}

/** What may come next: a value, a value or the end of a list, a key, a key or the end of an object, or what follows a value. */
type Wanted = "value" | "first" | "key" | "firstKey" | "after";

function faultAt(text: string): number | null {
  const open: ("[" | "{")[] = [];
  let wanted: Wanted = "value";
  let at = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const close = (bracket: string | undefined) => {
    if (bracket !== (open.at(-1) === "[" ? "]" : "}") || open.length === 0) return false;
    open.pop();
    at++;
    wanted = "after";
    return true;
  };
  for (;;) {
    take(SPACE);
    const next = text[at];
    if (wanted === "after") {
      if (open.length === 0) return next === undefined ? null : at;
      if (next === ",") {
        at++;
        wanted = open.at(-1) === "[" ? "value" : "key";
      } else if (!close(next)) return at;
    } else if (wanted === "key" || wanted === "firstKey") {
      if (wanted === "firstKey" && close(next)) continue;
      if (!take(STRING)) return at;
      take(SPACE);
      if (text[at] !== ":") return at;
      at++;
      wanted = "value";
    } else {
      if (wanted === "first" && close(next)) continue;
      if (next === "[" || next === "{") {
        open.push(next);
        at++;
        wanted = next === "[" ? "first" : "firstKey";
      } else if (take(STRING) || take(SCALAR)) wanted = "after";
      else return at;
    }
  }
}
