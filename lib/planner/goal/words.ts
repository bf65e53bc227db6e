import { fromParticiple, leadingVerb } from "./verbs.ts";

const LIGHT_VERBS =
  /^(do|doing|perform|performing|conduct|conducting|complete|completing|handle|handling|carry out|carrying out|run through|cover|covering|start with|starting with|begin with|beginning with)\s+/i;

/** True for "doing", "carrying out": what follows names the actions. */
export const startsLight = (phrase: string) => LIGHT_VERBS.test(phrase.trim());
/** The phrase without its light verb. */
export const withoutLight = (phrase: string) => phrase.trim().replace(LIGHT_VERBS, "");

/** "analysing the data" becomes "Analyse the data"; other phrases only get a capital. */
export function toTitle(phrase: string): string {
  const trimmed = phrase
    .trim()
    .replace(/^(?:the|an?|to)\s+(?=\S)/i, "")
    .replace(/[\s.,;:!]+$/u, "")
    .replace(/(?<=\S\s.*)\s+(?:too|as well|also|please)$/i, "");
  const [first = "", ...rest] = trimmed.split(/\s+/);
  const kind =
    rest.length === 1 &&
    /^(?:workshop|meeting|session|trial|campaign|party|course|event|ceremony|test|tests|round|tour|class)s?$/i.test(
      rest[0] ?? "",
    );
  const verb = /ing$/i.test(first) && rest.length > 0 && !kind ? leadingVerb(trimmed) : null;
  const text = [verb ?? first, ...rest].join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Words that say nothing about which action is meant. */
export const STOP: ReadonlySet<string> = new Set(
  `a an the our your my their its this that these those to of for in on at by with from and or as is are be been do done does
doing complete completed finish finished ready all both some any more new it them they we you i us please etc phase step task
work perform conduct handle carry out into about over using based finalised approved any anything anybody everything something
too also then only first last just him her his she he there here`.split(/\s+/),
);

/** Nouns and verbs of one action whose endings tell too little. */
const IRREGULAR_STEMS = new Map(
  `decision:decide transcript:transcribe transcripts:transcribe choice:choose choices:choose application:apply applications:apply
publication:publish description:describe translation:translate photo:photograph photos:photograph shirts:shirt comparison:compare proof:proof delivery:deliver
revision:revise revisions:revise weight:weigh weights:weigh entry:enter entries:enter purchase:purchase registration:register sale:sell sales:sales billing:bill`
    .split(/\s+/)
    .map((pair) => pair.split(":") as [string, string]),
);

/** A rough stem, the same for "analyse", "analysing", "analysis" and "analyses"; only ever compared, never shown. */
export function stem(word: string): string {
  const lower = word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const plain =
    IRREGULAR_STEMS.get(lower) ?? (lower.endsWith("ed") ? lower : (fromParticiple(lower) ?? lower));
  const cut = plain
    .replace(/ie[ds]$/, "y")
    .replace(/i[sz](?:e|es|ed|ing|ations?)$/, "is")
    .replace(/at(?:e|es|ed|ing|ions?|ors?)$/, (end) => (plain.length - end.length >= 4 ? "" : end))
    .replace(/(?:isations?|izations?)$/, "is")
    .replace(/(?:ations?|ments?)$/, (end) =>
      plain.length - end.length >= (end.startsWith("m") ? 3 : 4) ? "" : end,
    )
    .replace(/(?:ings?|ed|(?<!us)es|(?<![su])s|is|ions?|ers?|e)$/, (end) =>
      plain.length - end.length >= 3 ? "" : end,
    )
    .replace(/al$/, (end) => (plain.length - end.length >= 5 ? "" : end))
    .replace(/(?:ification|ificat|ify)$/, "if")
    .replace(/(?:ers?)$/, (end) => (plain.length - end.length >= 5 ? "" : end));
  return cut
    .replace(/z$/, "s")
    .replace(/(.)\1$/, "$1")
    .replace(/[ey]$/, "");
}

/** Stems of a phrase's words that mean something, each once. */
export function stems(phrase: string): Set<string> {
  const words =
    phrase
      .toLowerCase()
      .replace(/['’]s\b/g, "")
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const kept = words.filter((word) => !STOP.has(word)).map(stem);
  return new Set(kept.length > 0 ? kept : words.map(stem));
}
