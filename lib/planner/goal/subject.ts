import { storableText } from "#lib/domain/text.ts";
import nlp from "compromise";
import { actionsOf, mask, unmask } from "./fragments.ts";
import { leadingVerb } from "./verbs.ts";

type Span = { start: number; end: number };

/** Nouns that name something handed over at the end. */
export const DELIVERABLE_NOUN =
  /\b(strateg(?:y|ies)|plans?|reports?|calendars?|campaigns?|roadmaps?|documents?|proposals?|briefs?|analys[ie]s|reviews?|guides?|newsletters?|summar(?:y|ies)|overviews?|budgets?|forecasts?|schedules?|programmes?|programs?|agendas?|checklists?|presentations?|decks?|posts?|articles?|papers?|surveys?|audits?|assessments?|comparisons?|lists?|handbooks?|playbooks?|policy|policies|scripts?|launch|events?|conferences?|workshops?|webinars?|dashboards?|memos?|briefings?|job descriptions?)$/i;
const MAKING =
  /\b(generate|create|build|write|draft|prepare|develop|make|design|produce|plan|put together|come up with|compile|set up|organi[sz]e|(?:need|want)(?!\s+(?:you\s+)?to\b)|compose|run|outline|deliver|give (?:me|us))\s+(?:me\s+|us\s+)?/i;
const STOPS =
  /\s+(?:for|about|on|with|to|that|which|focus\w*|target\w*|aimed|by|in|within|under|covering|regarding|concerning|based|using|from|over|around|so|before|after|of|at|and then|then|during|because|including|between|against)\b|[,.;:!?()]|\ue0ff/i;
// Objects that name no document but a job with a usual one.
const IMPLIED: readonly [RegExp, string][] = [
  [/\b(?:hire|hiring|recruit\w*)\b/i, "hiring plan"],
  [/\b(?:launch|go live|release|roll ?out)\b/i, "launch plan"],
  [
    /\b(?:conference|event|party|offsite|workshop|webinar|meetup|wedding|retreat|festival|fair)\b/i,
    "event plan",
  ],
  [/\b(?:research|investigate|study|find out|explore|compare)\b/i, "research report"],
  [
    /\b(?:analy[sz]e|review|evaluate|measure)\b.*\b(?:metrics|data|performance|results|numbers|campaigns?|figures)\b/i,
    "metrics review",
  ],
];

/** What is to come out of the goal ("marketing strategy"), or null when it does not say. */
export function readDeliverable(text: string, spans: readonly Span[]): string | null {
  const masked = mask(text, spans);
  for (const match of masked.matchAll(new RegExp(MAKING.source, "gi"))) {
    const after = masked.slice(match.index + match[0].length);
    const end = STOPS.exec(after)?.index ?? after.length;
    const phrase = unmask(after.slice(0, end))
      .replace(
        /^(?:an?|the|our|my|your|some|\S+-(?:day|week|month|hour)|new|detailed|complete|full|short|good|great|solid|simple|comprehensive|\s)+\b/gi,
        "",
      )
      .trim();
    if (
      phrase.split(/\s+/).length <= 6 &&
      DELIVERABLE_NOUN.test(phrase) &&
      !/^(?:plans?|documents?|it)$/i.test(phrase)
    ) {
      return phrase.toLowerCase() === phrase ? phrase : lowerFirst(phrase);
    }
  }
  return IMPLIED.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

const ABOUT =
  /\b(?:focus(?:s?ing|s?ed|es)?\s+(?:mainly\s+|mostly\s+)?(?:on|around)|about|on the topic of|on the subject of|regarding|concerning|around|related to|topic:?|on|of|for)\s+/gi;
const WEAK = new Set(["for", "of", "on"]);
const PEOPLE_HEAD =
  /\b(customers?|clients?|managers?|students?|parents?|businesses|owners?|teams?|developers?|engineers?|users?|buyers?|people|professionals?|teachers?|readers?|investors?|founders?|employees?|women|men|kids|children|teenagers?|teens|families|patients?|nurses?|doctors?|marketers?|shoppers?|consumers?|companies|startups?|subscribers?|visitors?|members?|volunteers?|donors?|guests|attendees|board|executives?|leadership|stakeholders?|millennials|gen z|adults|seniors|citizens|residents|homeowners|tenants|freelancers?|gamers|runners|cyclists|travell?ers|commuters|decision[- ]makers|cfo|ceo|cto|audience|beginners|schools|cities|municipalities|retailers)$/i;

/** Who it is for, or null: "for small business owners", "targeting students", "audience: parents". */
export function readAudience(text: string, spans: readonly Span[]): string | null {
  const masked = mask(text, spans);
  const named = /\b(?:target\s+)?audience\s*(?:is|are|:|=|of)\s*(?:the\s+)?([^,.;\n\ue0ff]{2,80})/i.exec(
    masked,
  );
  if (named?.[1] !== undefined) return cutAudience(named[1]);
  for (const match of masked.matchAll(
    /\b(?:aimed at|targeted at|targeting|geared towards?|addressed to|for)\s+((?:[\p{L}\d'&-]+\s*){1,7})/giu,
  )) {
    const strong = /^(?:aimed|target|geared|addressed)/i.test(match[0]);
    const phrase = cutAudience(match[1] ?? "");
    if (phrase !== "" && !/^\d[\d,.]*%/.test(phrase) && (strong || PEOPLE_HEAD.test(phrase))) return phrase;
  }
  return null;
}

function cutAudience(phrase: string): string {
  const end =
    /\s+(?:by|in|with|within|on|under|about|before|after|then|focus\w*|over|during|and (?:then|keep|use|write|make)|who|that|using|at|to)\b/i.exec(
      phrase,
    )?.index;
  const cut = phrase
    .slice(0, end ?? phrase.length)
    .trim()
    .replace(/^(?:(?:the|our|my|your|an?|\d[\d,.]*)\s+)+/i, "");
  // "for teachers next quarter" was masked; "for parents and teachers" is whole; a verb after "and" is not.
  const [head = "", ...others] = cut.split(/\s+and\s+/i);
  const kept = [head, ...others.filter((other) => PEOPLE_HEAD.test(other))].join(" and ");
  return unmask(kept).trim();
}

/** What the goal is about, as a short noun phrase. Never empty for a goal that has words. */
export function readTopic(
  text: string,
  spans: readonly Span[],
  audience: string | null,
  deliverable: string | null,
): string {
  const masked = mask(text, spans);
  const found: { phrase: string; weak: boolean }[] = [];
  for (const match of masked.matchAll(ABOUT)) {
    const after = masked.slice(match.index + match[0].length);
    const end = STOPS.exec(after.replace(/\s+of\s+/gi, "\ue0f0of\ue0f0"))?.index ?? after.length;
    let phrase = clean(after.slice(0, end)).replace(/^\d[\d,.]*\s+/, "");
    const people =
      audience !== null &&
      (phrase.includes(audience.toLowerCase()) || audience.toLowerCase().includes(phrase));
    const [noun = "", rest] = phrase.split(/\s+and\s+/, 2);
    if (rest !== undefined && leadingVerb(rest) !== null) phrase = noun;
    const usable =
      phrase.length > 1 &&
      phrase.split(/\s+/).length <= 7 &&
      !people &&
      !/^(?:the )?(?:budget|board|goal|it|us|me|them|that|this|how|what)\b/i.test(phrase);
    if (usable && leadingGerund(phrase) === null)
      found.push({ phrase, weak: WEAK.has(match[0].trim().toLowerCase()) });
  }
  const stated = found.find((one) => !one.weak) ?? found[0];
  if (stated !== undefined) return stated.phrase;
  const object = objectOf(masked, deliverable);
  if (object !== null) return object;
  if (deliverable !== null) return deliverable;
  return unmask(masked)
    .trim()
    .split(/\s+/)
    .slice(0, 6)
    .join(" ")
    .replace(/(?<=\S)[.,;:!?]+$/, "");
}

function leadingGerund(phrase: string): string | null {
  return /^\p{L}+ing\s/iu.test(phrase) &&
    !/^(?:marketing|pricing|housing|training|engineering|manufacturing|banking|hiring|testing)\b/i.test(
      phrase,
    )
    ? leadingVerb(phrase)
    : null;
}

/** The first verb's object: "our onboarding emails" in "Improve our onboarding emails". */
function objectOf(masked: string, deliverable: string | null): string | null {
  const plain = masked
    .replace(/^\s*(?:step\s+)?(?:\d{1,2}[.):]|[-*•])\s+/gim, "")
    .replace(/\s\d{1,2}[.)]\s+(?=\p{L})/gu, "\n");
  const sentence = actionsOf(plain.split(/[.!?\n;]|,\s*then\b/)[0] ?? "")[0] ?? "";
  const words = sentence.split(/\s+/);
  if (leadingVerb(sentence) !== null && words.length > 1) {
    const rest = words.slice(1).join(" ");
    const end = STOPS.exec(` ${rest}`)?.index ?? rest.length + 1;
    const phrase = clean(` ${rest}`.slice(0, end));
    if (phrase !== "" && phrase.split(/\s+/).length <= 6)
      return phrase === deliverable ? phrase.replace(/\s+\p{L}+$/u, "") : phrase;
  }
  const nouns = nlp(storableText(unmask(plain), 300))
    .nouns()
    .out("array") as string[];
  for (const noun of nouns) {
    const cleaned = clean(noun);
    if (cleaned.length > 2 && cleaned !== deliverable) return cleaned;
  }
  return null;
}

function clean(phrase: string): string {
  return lowerFirst(
    unmask(phrase.replaceAll("\ue0f0", " "))
      .trim()
      .replace(/[\s,.;:!?"')]+$/u, "")
      .replace(/^["'(]+/, "")
      .replace(/^(?:the|an?|our|my|your|their|its|some|new)\s+/i, ""),
  ).trim();
}

/** Lower-cases a leading capital, but not that of a name or an abbreviation ("EU", "iOS", "Berlin"). */
function lowerFirst(phrase: string): string {
  const word = phrase.split(/\s+/)[0] ?? "";
  const common =
    /^[A-Z][a-z]+$/.test(word) &&
    nlp(word.toLowerCase()).has("(#Noun|#Adjective|#Verb)") &&
    !nlp(word).has("#ProperNoun");
  return common ? phrase.charAt(0).toLowerCase() + phrase.slice(1) : phrase;
}
