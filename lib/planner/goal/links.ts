import type { StepGraph } from "./step-graph.ts";
import { stem, stems } from "./words.ts";
import { fromParticiple, leadingVerb } from "./verbs.ts";

const POINTS_BACK =
  /\b(?:it|its|them|their|theirs|her|him|he|she|(?<!\bover )there|accordingly|what remains|what (?:they|he|she)|what is left|again|once more|whatever (?:comes|came|is|was|turns)|the results?|the outcome|the findings|the winners?|the (?:answers?|responses?|replies|feedback)|the (?:best|top|cheapest|strongest|remaining|chosen|selected|winning|shortlisted|resulting) (?:one|two|three|four|five|six|ten|\p{L}+)|those|ones|(?<=^\S+\s)one(?=\s*$)|thereof)\b/iu;
/** "Ask the teams for their needs": whose they are is said before. */
const OWN =
  /(?<=\s(?:the|our|all|each|every|an?|two|three|four|five|six|ten|\d+)\s(?:\p{L}+\s+){1,4})(?:their|its|his|her)(?=\s+\p{L})/giu;
const ALL_BACK =
  /\b(?:both|all of (?:it|them|that|this)|all three|all four|everything|the (?:two|three|four|five))\b/i;
const MAKING =
  /^(?:write|draft|design|create|build|make|develop|prepare|produce|record|collect|gather|choose|pick|select|define|set|fix|buy|order|get|hire|find|draw|print|compile|rent|book|plan|outline|shoot|film|compose|map|measure|recruit|form|calculate|generate|take|request|borrow|assemble|sew|bake|brew|cut|sketch|redraw|rewrite|shortlist|appoint|put|add|extract|agree|negotiate|formulate|programme|program|code|produce|transcribe|scan|import|harvest|pull|identify|list|summarise|summarize|derive)$/;
const CHUNK =
  /\b(the|this|that|these|those|such)\s+((?:[\p{L}\p{N}'-]+\s+){0,3}?[\p{L}\p{N}'-]+)(?=\s+(?:to|for|from|with|in|on|at|by|of|and|into|as|about|using|after|before|when|based|that|who|which|until|if|over|under|around|among|between|twice|again|together|once|outside|inside|online|there|back|off|up|down|out|chosen|made|found|taken|written|built|sent|bought|\p{L}{3,}ed)\b|\s*$|\s*,)/giu;

/** True when words cannot be understood without something done before: "clean it", "send them there". */
export const pointsBack = (words: string) => POINTS_BACK.test(words.replace(OWN, " "));
/** True when words mean everything done before at once: "present both". */
export const pointsToAll = (words: string) => ALL_BACK.test(words);

/**
 * The earlier steps whose outcome an action's words use: "summarise the interviews" uses "interview ten tenants", "train that
 * teacher" uses "look for a teacher". A thing that was only named, not made or found, by an earlier step does not count.
 * @param own the action's own step, which is left out together with those in `except`
 */
export function usedSteps(
  graph: StepGraph,
  words: string,
  own: number,
  except: readonly number[] = [],
): number[] {
  const found = new Set<number>();
  const verb = leadingVerb(words);
  const object = verb === null ? words : words.replace(/^\S+\s*/, "");
  for (const [, thing = ""] of object.matchAll(/\b(?:their|its|his|her)\s+((?:[\p{L}-]+\s+)?[\p{L}-]+)/giu)) {
    const head = stem(thing.trim().split(/\s+/).at(-1) ?? "");
    const index = graph.steps.findLastIndex(
      (step, at) => at !== own && !except.includes(at) && step.stems.has(head),
    );
    if (index >= 0) found.add(index);
  }
  for (const chunk of [
    ...subjects(verb === null ? words : ""),
    ...[...object.matchAll(CHUNK)].map(([, , thing = ""]) => thing),
  ]) {
    const parts = chunk.trim().split(/\s+/).map(stem);
    const head = parts.at(-1) ?? "";
    let best = -1;
    let most = 0;
    for (const [index, step] of graph.steps.entries()) {
      if (index === own || except.includes(index)) continue;
      const done = step.verb !== null && parts.includes(step.verb);
      const made = step.about.has(head) && introduces(step.words, head);
      // "The notarised translations" are those that were notarised, not those that were made first.
      const shared = parts.filter((part) => step.about.has(part)).length;
      if ((done || made || (shared > 1 && shared === parts.length)) && shared >= most)
        [best, most] = [index, shared];
    }
    if (best >= 0) found.add(best);
  }
  return [...found];
}

/** Steps whose outcome words name by what was done: "the stretched dough", "the finished animation". */
export function namedByOutcome(graph: StepGraph, words: string, own: number): number[] {
  const found: number[] = [];
  for (const [, , thing = ""] of words.matchAll(CHUNK)) {
    const parts = thing.trim().split(/\s+/);
    const head = stem(parts.at(-1) ?? "");
    const verb = fromParticiple(parts.length > 1 ? (parts.at(-2) ?? "") : "");
    if (verb === null) continue;
    const index = graph.steps.findLastIndex(
      (step, at) => at !== own && step.verb === stem(verb) && step.about.has(head),
    );
    if (index >= 0) found.push(index);
  }
  return found;
}

/** What could be the subject of "the newly elected board meets twice": one to three words. */
function subjects(words: string): string[] {
  const [first = "", ...rest] = words.split(/\s+/, 5);
  if (!/^(?:the|this|that|these|those)$/i.test(first)) return [];
  return [1, 2, 3].filter((count) => count < rest.length).map((count) => rest.slice(0, count).join(" "));
}

/** True when an action brings a thing in: "find a mentor", "recruit ten nurses", "write the report"; not "clean the kitchen". */
function introduces(words: string, head: string): boolean {
  const verb = leadingVerb(words);
  if (verb !== null && stem(verb) === head) return true;
  const inner = /^use\s.+?\sto\s+(.+)$/i.exec(words)?.[1];
  if (inner !== undefined) return introduces(inner, head);
  const object = words.replace(/^\S+\s*/, "");
  // Only what the verb acts on is brought in, not what stands behind a preposition.
  const direct = object.split(/\s(?:from|with|in|on|at|by|about|into|against|to|under|over)\s/i)[0] ?? "";
  const counted = [
    ...object.matchAll(/\b(?:an?|one|two|three|four|five|some)\s+((?:[\p{L}-]+\s+){0,2}?[\p{L}-]+)/giu),
  ];
  if (!stems(direct).has(head) && !/\binto\b/i.test(object))
    return counted.some(([, thing = ""]) => stems(thing).has(head));
  // "Nest the sheets into signatures", "make a list out of them": what comes out of it.
  const outcome = /\binto\s+((?:[\p{L}-]+\s?){1,3})/iu.exec(object)?.[1] ?? "";
  if (outcome !== "" && stems(outcome).has(head) && !/^(?:the|our|my|your|their|its)\b/i.test(outcome))
    return true;
  if (!stems(direct).has(head)) return false;
  const definite = /^(?:the|this|that|these|those|our|my|your|their|its)\b/i.test(direct);
  return !definite || (verb !== null && MAKING.test(verb));
}
