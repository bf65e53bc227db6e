import type { Instruction, Place } from "./instruction.ts";

type Words = Record<string, string>;
type Rule = { pattern: RegExp; read: (words: Words) => Instruction | null };

const ADD = "(?:add|insert|include|put in)";
const WHERE =
  "(?:right |directly |just |immediately |straight )?(?<where>before|after|behind|ahead of|prior to)";
const WAIT = "(?:depends?\\s+on|waits?\\s+for|comes?\\s+after)";
const NOT =
  "(?:no\\s+longer|not|never|does(?:\\s+not|n['’]?t)|do(?:\\s+not|n['’]?t)|should(?:\\s+not|n['’]?t)|must(?:\\s+not|n['’]?t)|need(?:\\s+not|n['’]?t)|stops?)";
const REMOVE =
  "(?:remove|drop|delete|leave out|skip|take out|without|cut|omit|scrap|ditch|get rid of|(?:we\\s+)?(?:do not|don['’]?t|no longer)\\s+need)";

const rule = (pattern: string, read: Rule["read"]): Rule => ({
  pattern: new RegExp(`^${pattern}$`, "iu"),
  read,
});

const sideOf = (where: string) => (/^(?:before|ahead|prior)/i.test(where) ? "before" : "after");

/** The first that fits a part of a message takes it. */
const RULES: readonly Rule[] = [
  rule(
    "(?:skip|avoid|don['’]?t use|do not use|no|without|stop using)\\s+(?:the\\s+)?(?<tool>(?:web|knowledge|cache)[\\s.](?:search|read))(?:es)?",
    ({ tool = "" }) => ({ verb: "leave out", tool }),
  ),
  rule(`${ADD}\\s+(?<what>.+?)\\s+(?:in\\s+)?between\\s+(?<from>.+?)\\s+and\\s+(?<to>.+)`, (words) =>
    add(words, { at: "between", from: words["from"] ?? "", to: words["to"] ?? "" }),
  ),
  rule(`${ADD}\\s+(?<what>.+?)\\s+${WHERE}\\s+(?<step>.+)`, addBeside),
  rule(`(?<where>before|after)\\s+(?<step>.+?),?\\s+${ADD}\\s+(?<what>.+)`, addBeside),
  rule(
    `${ADD}\\s+(?<what>.+?),?\\s+(?:(?:at|to)\\s+the\\s+(?:very\\s+)?(?:start|beginning|front|top)|as\\s+the\\s+first(?:\\s+step)?|first)(?:\\s+of\\s+the\\s+plan)?`,
    (words) => add(words, { at: "start" }),
  ),
  rule(
    `${ADD}\\s+(?<what>.+?),?\\s+(?:(?:at|to)\\s+the\\s+(?:very\\s+)?end|as\\s+the\\s+last(?:\\s+step)?|last)(?:\\s+of\\s+the\\s+plan)?`,
    (words) => add(words, { at: "end" }),
  ),
  rule(`${ADD}\\s+(?<what>.+)`, (words) => add(words, { at: "end" })),
  rule(
    "(?:(?:rename|retitle|call)|change\\s+the\\s+(?:name|title)\\s+of)\\s+(?<step>.+?)\\s+(?:to|as|into)\\s+(?<title>.+)",
    ({ step = "", title = "" }) => ({ verb: "rename", step, title: unquote(title) }),
  ),
  rule(
    `(?:move|put|place|do)\\s+(?<step>.+?)\\s+${WHERE}\\s+(?<other>.+)`,
    ({ step = "", where = "", other = "" }) => ({
      verb: "move",
      step,
      where: sideOf(where),
      other,
    }),
  ),
  rule(
    "(?:use|try|switch to)\\s+(?<tool>.+?)\\s+(?:for|in|on|with)\\s+(?<step>.+)",
    ({ tool = "", step = "" }) => ({
      verb: "use",
      tool,
      step,
    }),
  ),
  rule("(?:disconnect|unlink|detach)\\s+(?<from>.+?)\\s+(?:from|and)\\s+(?<to>.+)", link("disconnect")),
  rule(
    `(?:(?:make|let|have)\\s+)?(?<to>.+?)\\s+${NOT}\\s+(?:have\\s+to\\s+|need\\s+to\\s+)?(?:depend(?:s|ing)?\\s+on|wait(?:s|ing)?\\s+for)\\s+(?<from>.+)`,
    link("disconnect"),
  ),
  rule("make\\s+(?<to>.+?)\\s+independent\\s+of\\s+(?<from>.+)", link("disconnect")),
  rule("(?:connect|link)\\s+(?<from>.+?)\\s+(?:to|with|and)\\s+(?<to>.+)", link("connect")),
  rule(
    `(?:(?:make|let|have)\\s+)?(?<to>.+?)\\s+(?:(?:should|must|shall|has\\s+to|have\\s+to|to)\\s+)?${WAIT}\\s+(?<from>.+)`,
    link("connect"),
  ),
  rule("(?:make|mark|set)\\s+(?<steps>.+?)\\s+(?:as\\s+)?(?<how>optional|required)", optional),
  rule("(?<steps>.+?)\\s+(?:is|are|should\\s+be|must\\s+be)\\s+(?<how>optional|required)", optional),
  rule(`${REMOVE}\\s+(?<steps>.+?)(?:\\s+any\\s?more)?`, ({ steps = "" }) => ({ verb: "remove", steps })),
];

/**
 * Reads one part of a message.
 * @param restore puts back what stands for quoted words and titles
 * @returns null when it is no instruction that is understood
 */
export function readPart(part: string, restore: (text: string) => string): Instruction | null {
  for (const { pattern, read } of RULES) {
    const groups = pattern.exec(part)?.groups;
    if (groups === undefined) continue;
    const words = Object.entries(groups).map(([name, text]) => [name, restore(text ?? "").trim()]);
    return read(Object.fromEntries(words) as Words);
  }
  return null;
}

function add({ what = "" }: Words, place: Place): Instruction | null {
  const named = what
    .replace(/^(?:(?:another|one more|an?|the)\s+)?(?:new\s+)?/i, "")
    .replace(/^step\s+(?:(?:called|named|titled|for|to|that|which)\s+)?/i, "")
    .replace(/\s+step$/i, "");
  const title = unquote(named);
  return title === "" || /^steps?$/i.test(title) ? null : { verb: "add", what: title, place };
}

function addBeside(words: Words): Instruction | null {
  return add(words, { at: sideOf(words["where"] ?? ""), step: words["step"] ?? "" });
}

function link(verb: "connect" | "disconnect"): Rule["read"] {
  return ({ from = "", to = "" }) => ({ verb, from, to });
}

function optional({ steps = "", how = "" }: Words): Instruction {
  return { verb: "optional", steps, optional: /optional/i.test(how) };
}

function unquote(words: string): string {
  return words
    .trim()
    .replace(/^["'“”‘’«]+|["'“”‘’».]+$/gu, "")
    .trim();
}
