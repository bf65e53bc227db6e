import { expandContractions, isAuxiliary, orders, readFinite } from "./finite.ts";
import { bare, unmask } from "./fragments.ts";
import { canBeVerb, leadingVerb, namesAction } from "./verbs.ts";

/** "Two weeks", "a day": how long something takes. */
export const DURATION =
  /^(?:another |about |at least )?(?:an?|one|two|three|four|five|six|a few|a couple of|several|some|\d+)\s+(?:\p{L}+\s+)?(?:minutes?|hours?|days?|weeks?|months?|years?)$/iu;

/** True when the words are only a subject and auxiliaries so far: "they are", "we", "it must". */
export function endsInSubject(text: string): boolean {
  const words = expandContractions(text).toLowerCase().split(/\s+/);
  const last = words.at(-1) ?? "";
  return (
    (isAuxiliary(last) || /^(?:to|been|being|not|we|i|you|they|he|she|also|please|would)$/.test(last)) &&
    words.length <= 12 &&
    !orders(text)
  );
}

/** True for a phrase without any verb. */
export function isNounPhrase(text: string): boolean {
  return !orders(text) && readFinite(text) === null && !/ing\b/i.test(text.split(/\s+/)[0] ?? "");
}

/** True when the words are a predicate that lacks its subject: "builds a model", "is delivered". */
export function startsFinite(text: string): boolean {
  const [first = ""] = text.toLowerCase().split(/\s+/);
  return (isAuxiliary(first) || /[^s]s$/.test(first)) && readFinite(`it ${text}`) !== null && !orders(text);
}

/** True when a stretch after a subordinate part begins what is to be done. */
export function startsMain(
  piece: { text: string; comma: boolean; and: boolean },
  sub: { leading: boolean; pieces: readonly { text: string }[] },
): boolean {
  const text = expandContractions(piece.text);
  const [first] = sub.pieces;
  if (sub.leading && !piece.comma) return false;
  if (/^(?:please|pls|let'?s|let us|can you|could you|do not|don't)\b/i.test(text)) return true;
  if (!sub.leading && /^to\s/i.test(text)) return false;
  const asked = bare(text);
  const order = asked !== "" && orders(asked);
  if (!sub.leading)
    return (
      order && (piece.comma || piece.and) && !/\b(?:we|i|you)\b/i.test(first?.text.split(/\s+/)[0] ?? "")
    );
  if (order) return true;
  if (piece.and) return false;
  const gerund = /^\p{L}+ing\b/iu.test(asked) && leadingVerb(asked) !== null;
  if (gerund)
    return (
      !/^\p{L}+ing\b/iu.test(first?.text ?? "") ||
      / (?:can|may|could|must|should|goes?|comes?) /i.test(` ${asked} `)
    );
  return readFinite(text) !== null || /^(?:we|i|you)\b/i.test(text);
}

/** Cuts "once it is written look for a contractor" where the order begins; null when there is no such place. */
export function splitMain(text: string, noun = false): { sub: string; main: string } | null {
  const words = text.trim().split(/\s+/).slice(0, 60);
  for (let at = 1; at < words.length; at++) {
    const before = (words[at - 1] ?? "").toLowerCase();
    const word = (words[at] ?? "").toLowerCase();
    const rest = words.slice(at).join(" ");
    const cut = { sub: words.slice(0, at).join(" "), main: rest };
    if (
      (/^comes?$/.test(word) || (/^(?:is|are)$/.test(word) && /^\p{L}+ing\b/iu.test(cut.sub))) &&
      words[at + 1]?.endsWith("ing") === true
    ) {
      return { ...cut, main: words.slice(at + 1).join(" ") };
    }
    const denied = before === "not" && /^(?:is|are)$/i.test(words[at - 2] ?? "");
    if (
      !denied &&
      /^(?:to|the|a|an|our|my|your|their|its|his|her|we|i|you|they|and|or|of|can|could|must|should|will|would|not|be|have|has|by|for|with|in|on|at|from|that|which|who|is|are|he|she|it)$/.test(
        before,
      )
    )
      continue;
    const pronoun = /^(?:it|they|we|i|she|he|you)$/.test(word) && readFinite(rest) !== null;
    const complete =
      (noun && at > 1) ||
      DURATION.test(unmask(cut.sub)) ||
      /^(?:the|our|this|that|his|her|their|its|my|your)\s+\p{L}+$/iu.test(cut.sub) ||
      readFinite(cut.sub) !== null ||
      /^(?:that|this|all|both|which|done|ready|approved|finished|\p{L}+(?:ed|ing))\b/iu.test(cut.sub) ||
      namesAction(cut.sub);
    if (pronoun && complete) return cut;
    const determined =
      /^(?:the|a|an|our|my|your|their|its|it|them|him|her|us|me|all|each|every|both|two|three|\d+|for|up|out|on|in|to)$/i.test(
        words[at + 1] ?? "",
      );
    const subject =
      /^(?:the|a|an|our|my|your|all|both)$/.test(word) && at > 1 && readFinite(cut.sub) === null;
    const said = subject ? readFinite(rest) : null;
    if (
      said !== null &&
      (!canBeVerb(before) || before.endsWith("s")) &&
      (said.voice === "passive" || /\b(?:must|has to|have to|needs? to|should|will)\b/i.test(said.aux))
    )
      return cut;
    const strong =
      /^(?:the|a|an|our|my|your|their|its|it|them|him|us|me|all|everything|everyone|everybody|each|every|both|two|three|four|five|six|eight|ten|twelve|twenty|thirty|forty|fifty|\d+)$/i.test(
        words[at + 1] ?? "",
      );
    if (
      complete &&
      canBeVerb(word) &&
      (strong || (determined && (noun || readFinite(cut.sub) !== null))) &&
      orders(rest)
    )
      return cut;
  }
  return null;
}
