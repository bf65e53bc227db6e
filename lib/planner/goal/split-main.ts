import { orders, readFinite } from "./finite.ts";
import { unmask } from "./fragments.ts";
import { canBeVerb, namesAction } from "./verbs.ts";

/** "Two weeks", "a day": how long something takes. */
export const DURATION =
  /^(?:another |about |at least )?(?:an?|one|two|three|four|five|six|a few|a couple of|several|some|\d+)\s+(?:\p{L}+\s+)?(?:minutes?|hours?|days?|weeks?|months?|years?)$/iu;

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
    if (at > 1 && /^(?:do not|don't|never|please)\b/i.test(rest) && readFinite(cut.sub) !== null) return cut;
    if (
      at > 2 &&
      /^(?:it|they)$/.test(word) &&
      /^(?:on|off|up|out|in|down|over|back|away)$/.test(before) &&
      readFinite(rest) !== null &&
      readFinite(cut.sub) !== null
    )
      return cut;
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
      /^(?:the|a|an|our|my|your|their|its|it|them|him|us|me|all|everything|everyone|everybody|each|every|both|one|two|three|four|five|six|eight|ten|twelve|twenty|thirty|forty|fifty|\d+)$/i.test(
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
