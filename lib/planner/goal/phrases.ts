import { baseOf, expandContractions, orders, PARTICLE, readFinite } from "./finite.ts";
import type { Finite } from "./finite.ts";
import { bare, unmask } from "./fragments.ts";
import { DURATION } from "./split-main.ts";
import { canBeVerb, fromParticiple, isKnownWord, leadingVerb, namesAction } from "./verbs.ts";

/** What a stretch of a sentence says. */
export type Phrase =
  /** Something to do. `subject` is who or what does it, or what a passive is about. */
  | {
      kind: "action";
      words: string;
      negated: boolean;
      how: "order" | "gerund" | "passive" | "active";
      subject: string;
    }
  /** A noun phrase: it goes on what stands before it, or names an action. */
  | { kind: "noun"; words: string; negated: boolean }
  /** "The painting can start", "this must happen": only says when something known is done. */
  | { kind: "refer"; subject: string; negated: boolean }
  | { kind: "none" };

const NONE: Phrase = { kind: "none" };
const PERSON =
  /^(?:we|i|you|he|she|they|someone|somebody|anyone|anybody|everybody|everyone|one|someone else|somebody else|the team|our team|the staff|people)$/i;
const PREPOSITION =
  /^(?:in|on|at|by|to|for|from|with|into|of|off|out|up|down|over|back|away|together|through|about|onto|online|live|as|under|around|between|against|among|there|here)$/;
const STATIVE =
  /^(?:be|have|want|need|like|love|know|think|believe|hope|seem|mean|cost|contain|depend|belong|exist|run|remain|stay|live|own|matter|prefer|consist|last|require|include|complain|wish|look|feel|expect|happen|keep|care|say|get|go|come|start|begin|end|stop|follow|proceed|finish)$/;
const HAPPENS =
  "be done|be carried out|be started|be made|happen|happens|begin|begins|start|starts|go on|goes on|go ahead|run|runs|take place|takes place|proceed|come|comes|follow|follows|go|goes|be due|is due|are due|wait|waits|be skipped|be possible|is possible|are possible|is only possible|are only possible|be|is|are";
const PREDICATE = new RegExp(
  `\\s+(?:(?:can|could|may|might|must|should|will|would|has to|have to|needs to|need to|does|do)\\s+)?(?:(?:not|never|only|also|then|already|still|safely|all|both)\\s+)*(?:${HAPPENS})$`,
  "i",
);

const JUNK =
  /^(?:(?:hi|hello|hey|dear \p{L}+|hope|looking forward|sorry|best|kind regards|regards|good (?:morning|evening|afternoon|day)|thanks|thank you|thx|cheers|simple|that is (?:it|all)|for example|e\.g|i\.e|as always|as usual|by the way|tell me|let me know|(?:please )?keep in mind|note that|remember that|mind you)\b(?!\s+(?:the|a|an)\b)|(?:please|pls|ok|okay|well|of course|too|as well|again|also|right|etc|so|both|if possible|strictly|exactly|ideally|roughly|obviously|naturally|clearly|basically|can|could|may|must|should|will|is|are|has|have|likewise)$)/iu;
const SPEAKING =
  /^(?:tell me|let me know|keep in mind|bear in mind|mind|remember) (?:that|if|whether|how|what)\b|^note (?:that|how)\b|^thank (?:you|god|heaven)\b/i;
const NEGATION =
  /^(?:(?:please|pls|so|but|and)\s+)*(?:do not|let us not|let's not|never|no need (?:to|for)|there is no need|not|skip|omit|leave out|leave (?:it|that|this|them) out|forget(?: about)?|ignore|avoid|(?:we|i|you|one) (?:do|will|can|should|must|would|may|might|shall|need)(?: really)? (?:not|never|skip)|leave (?=[^,]*\b(?:aside|out|alone)\b)|no \p{L}+|without)\b(?!\s+forget)/iu;

const read = new Map<string, Phrase>();

/** Reads one stretch. Politeness, limits and reasons are left out of its words. */
export function readPhrase(raw: string): Phrase {
  const known = read.get(raw);
  if (known !== undefined) return known;
  const phrase = phraseOf(raw);
  // A stretch is asked about several times while its sentence is read, and never again after that.
  if (read.size > 500) read.clear();
  read.set(raw, phrase);
  return phrase;
}

function phraseOf(raw: string): Phrase {
  const text = expandContractions(raw.trim()).replace(
    /^(?:for|in|at|about|as|on)\s[^,]{2,60}?\s(?=(?:i|we|(?:the|our|my)\s+(?:\p{L}+\s+){1,2})\s*(?:still\s+)?(?:have|has|need|needs|want|must|should|will|would|can)\b)/iu,
    "",
  );
  if (
    text === "" ||
    SPEAKING.test(text) ||
    /^(?:nothing|anything|something|everything) else\b/i.test(text) ||
    DURATION.test(unmask(text)) ||
    (JUNK.test(text) && leadingVerb(bare(text)) === null)
  )
    return NONE;
  const negation = NEGATION.exec(text);
  // "No box is sent before ...": what is not done is said with a verb of its own.
  const named = negation !== null && /^no\s/i.test(text) && readFinite(text) !== null;
  if (negation !== null && !named) {
    const words = bare(text.slice(negation[0].length).replace(/^\s+(?:to|for|start|begin)\s+/i, " "));
    return /^(?:please\s+)?(?:do not|let us not|let's not|never|(?:we|i|you) )/i.test(negation[0]) &&
      leadingVerb(words) !== null
      ? { kind: "action", words: started(words), negated: true, how: "order", subject: "" }
      : NONE;
  }
  const asked = bare(text);
  if (asked === "" || (JUNK.test(asked) && leadingVerb(asked) === null) || SPEAKING.test(asked)) return NONE;
  const finite = orders(asked) ? null : readFinite(asked);
  if (finite === null) {
    const words = inBaseForm(started(asked));
    const verb = leadingVerb(words);
    const gerund = /^(?:\p{L}+ly\s+)?\p{L}+ing\b/iu.test(words);
    const predicate = PREDICATE.exec(words);
    if (
      predicate !== null &&
      predicate.index > 2 &&
      (verb === null || gerund) &&
      !/\b(?:where|who|which|that|he|she|they|we|what)$/i.test(words.slice(0, predicate.index))
    ) {
      return {
        kind: "refer",
        subject: words.slice(0, predicate.index),
        negated: /\bnot\b/i.test(predicate[0]),
      };
    }
    if (verb !== null)
      return { kind: "action", words, negated: false, how: gerund ? "gerund" : "order", subject: "" };
    return { kind: "noun", words, negated: false };
  }
  return ofFinite(finite, asked);
}

function ofFinite(finite: Finite, text: string): Phrase {
  const { subject, negated, voice, verb, rest, aux } = finite;
  const plain = subject === "IT" ? "department" : subject.toLowerCase();
  if (voice === "passive") {
    if (
      (/^(?:done|do|carry)$/.test(verb) ||
        (verb === "make" && /(?:ions?|ments?|choice|changes?|booking)$/i.test(subject))) &&
      rest.length < 12
    )
      return { kind: "refer", subject, negated };
    if (/^(?:no one|nobody|nothing)$/.test(plain))
      return { kind: "action", words: bareEnd(`${verb} ${rest}`), negated: true, how: "order", subject: "" };
    if (/^(?:say|mean|know|suppose|need|grow)$/.test(verb) || /^(?:i|we)$/.test(plain)) return NONE;
    const object = subject
      .replace(/^no\s+/i, "the ")
      .replace(/^(?:The|Our|A|An|My|Your|All|Each|Every|Any|This|That|These|Those|It|They)\b/, (word) =>
        word.toLowerCase(),
      )
      .replace(/^[A-Z][a-z]+(?=['’\s]|$)/, (word) => {
        const lower = word.toLowerCase();
        return isKnownWord(lower) || /[^s]s$/.test(lower) ? lower : word;
      });
    const agent =
      /(?:^|\s)by\s+(?!\p{L}+ing\b|hand\b|mail\b|email\b|post\b|phone\b|letter\b|registered\b)(.+)$/iu.exec(
        rest,
      );
    const [particle = ""] = rest.split(/\s+/);
    const words = /^(?:for|to|with|on|at|about|of|after|into)$/.test(rest)
      ? `${verb} ${rest} ${object}`
      : agent !== null
        ? `have ${object} ${participleIn(text, verb)} ${rest}`
        : (PARTICLE.test(particle) && !/^(?:in|on|through|over)$/.test(particle)) ||
            (PARTICLE.test(particle) && rest.split(/\s+/).length === 1)
          ? `${verb} ${particle} ${object} ${rest.slice(particle.length)}`
          : `${verb} ${object} ${rest}`;
    return { kind: "action", words: bareEnd(words), negated, how: "passive", subject: object };
  }
  if (voice === "state") {
    // "An energy audit is necessary."
    if (
      /^(?:necessary|needed|required|due|compulsory|mandatory|essential|pending|missing|called|unavoidable)$/.test(
        verb.replace(/\W/g, ""),
      ) &&
      (namesAction(subject) || /^\p{L}{3,}ing\s/iu.test(subject)) &&
      !negated
    )
      return { kind: "refer", subject, negated };
    const predicate = new RegExp(PREDICATE.source, "i").exec(` ${text}`);
    if (predicate !== null && !/^(?:we|i|you|he|she|they)$/.test(plain))
      return { kind: "refer", subject, negated };
    return NONE;
  }
  if (
    /^(?:begin|start|happen|proceed|follow|go|run|take|come|wait)$/.test(verb) &&
    (rest === "" || /^(?:on|ahead|place|place \S+|too|as well)$/i.test(rest))
  ) {
    return { kind: "refer", subject, negated };
  }
  if (/^(?:no one|nobody|nothing)$/.test(plain))
    return leadingVerb(verb) === null
      ? NONE
      : { kind: "action", words: bareEnd(`${verb} ${rest}`), negated: true, how: "order", subject: "" };
  const person = PERSON.test(plain);
  const required = /\b(?:must|should|need|needs|has|have|ought|will|would|can|may|could)\b/.test(aux);
  if (person) {
    if (verb === "" || (!required && STATIVE.test(verb) && !/^(?:get|keep|start|begin|go|look)$/.test(verb)))
      return NONE;
    if (/^(?:want|like|love|wish|hope|prefer|plan|think|need)$/.test(verb)) {
      const inner = bare(rest.replace(/^to\s+/i, ""));
      return /^to\s/i.test(rest) && !/^(?:have an?|be|see)\b/i.test(inner) && leadingVerb(inner) !== null
        ? { kind: "action", words: inner, negated, how: "order", subject }
        : NONE;
    }
    return { kind: "action", words: bareEnd(`${verb} ${rest}`), negated, how: "active", subject };
  }
  if (
    /^(?:it|this|that|these|those|there|none|nobody|neither|which)$/.test(plain) ||
    plain.startsWith("none of")
  ) {
    return /^(?:it|they)$/.test(plain) && verb === "go"
      ? {
          kind: "action",
          words: bareEnd(`${subject} ${inflected(verb, plain)} ${rest}`),
          negated,
          how: "active",
          subject,
        }
      : NONE;
  }
  if (
    !required &&
    STATIVE.test(verb) &&
    !(verb === "go" && PREPOSITION.test(rest.split(/\s+/)[0] ?? "")) &&
    !(verb === "get" && rest !== "")
  )
    return NONE;
  if (verb === "get" && fromParticiple(rest.split(/\s+/)[0] ?? "") !== null) {
    const [participle = "", ...others] = rest.split(/\s+/);
    return {
      kind: "action",
      words: bareEnd(`${fromParticiple(participle) ?? ""} ${subject} ${others.join(" ")}`),
      negated,
      how: "passive",
      subject,
    };
  }
  return {
    kind: "action",
    words: bareEnd(`${subject} ${inflected(verb, plain)} ${rest}`),
    negated,
    how: "active",
    subject,
  };
}

/** "... and programs the exercises": what somebody else does, without saying again who. */
function inBaseForm(words: string): string {
  const [first = "", second = ""] = words.split(/\s+/, 2);
  if (
    !/^[a-z]+[^s]s$/.test(first) ||
    !/^(?:the|a|an|our|my|your|their|its|it|them|all|both|each|every|up|out|off)$/.test(second)
  )
    return words;
  const base = baseOf(first);
  return canBeVerb(base) ? base + words.slice(first.length) : words;
}

/** "Start writing the report" is writing it. */
function started(words: string): string {
  return words.replace(
    /^(?:start|begin|continue|go on|carry on|keep on)\s+(?:with\s+)?(?=(?:the\s+)?\p{L}{2,}ing\s)/iu,
    "",
  );
}

function inflected(verb: string, subject: string): string {
  const many = /[^s]s$/.test(subject) || /^(?:they|two|three|four|five|both|all)\b/.test(subject);
  if (many) return verb;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : verb === "have" ? "has" : `${verb}s`;
}

function participleIn(text: string, verb: string): string {
  return text.split(/\s+/).find((word) => fromParticiple(word) === verb) ?? `${verb}ed`;
}

function bareEnd(words: string): string {
  const trimmed = words.replace(/\s+/g, " ").trim();
  return bare(trimmed) === "" ? trimmed : bare(trimmed);
}
