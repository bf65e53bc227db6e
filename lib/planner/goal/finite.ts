import { canBeVerb, fromParticiple, isGerund, isKnownWord, leadingVerb } from "./verbs.ts";

const AUX =
  /^(?:is|are|was|were|be|has|have|had|can|cannot|could|must|should|will|would|may|might|shall|needs|need|gets|get|got|ought|does|do|did)$/;
/** Small words that go with a verb: "moved in", "paid out". */
export const PARTICLE = /^(?:in|out|up|down|off|on|over|back|away|together|through|apart)$/;
const STATE =
  /^(?:ready|done|complete|completed|finished|over|available|there|here|possible|necessary|needed|required|allowed|affected|involved|interested|supposed|due|free|open|closed|dry|good|bad|ok|okay|fine|clear|in|at|on|by|not|still|no|more|less|about|under|above|below|located|based|tired|meant|permitted|expected)$/;

/** Puts "do not" for "don't", "it is" for "it's" and the like. */
export function expandContractions(text: string): string {
  return text
    .replace(/[’]/g, "'")
    .replace(/\bcan't\b/gi, "can not")
    .replace(/\bcannot\b/gi, "can not")
    .replace(/\bwon't\b/gi, "will not")
    .replace(/\b(\p{L}+)n't\b/giu, "$1 not")
    .replace(/\b(it|that|there|he|she|what|who)'s\b/gi, "$1 is")
    .replace(/\b(i|we|you|they|it|he|she)'d\b/gi, "$1 would")
    .replace(/\b(i|we|you|they|it|he|she)'ll\b/gi, "$1 will")
    .replace(/\b(i|we|you|they)'ve\b/gi, "$1 have")
    .replace(/\b(we|you|they)'re\b/gi, "$1 are")
    .replace(/\bi'm\b/gi, "I am")
    .replace(/\bwanna\b/gi, "want to")
    .replace(/\bgotta\b/gi, "have to");
}

/** A subject and what it does or suffers. */
export type Finite = {
  subject: string;
  negated: boolean;
  voice: "passive" | "active" | "state";
  verb: string;
  rest: string;
  /** The words between subject and verb: "has to be". */
  aux: string;
};

/** Reads "SUBJECT has to be VERBed REST" and the like; null for what has no subject and finite verb. */
export function readFinite(text: string): Finite | null {
  // Nobody waits for a verb longer than this.
  const words = text.slice(0, 900).trim().split(/\s+/).slice(0, 60);
  // "IT" is a department, "it" a pronoun.
  const lower = words.map((word) => (word === "IT" ? "department" : word.toLowerCase()));
  let at = lower.findIndex((word, index) => index >= 1 && AUX.test(word));
  const relative = lower.findIndex(
    (word, index) =>
      /^(?:that|which|who|whom|what|whoever|whichever|whatever|whether|if|how|where|why)$/.test(word) &&
      index > 0 &&
      lower[index - 1] !== "of" &&
      lower[index - 1] !== "all",
  );
  if (at > 0 && relative > 0 && relative < at && at - relative <= 5) {
    // "... a drive that is kept": look behind the relative clause for the verb of the subject, not inside it.
    at = -1;
  }
  const active = activeAt(lower);
  if (active > 0 && (at < 0 || active < at)) {
    const verb = baseOf(lower[active] ?? "");
    return {
      subject: words
        .slice(0, active)
        .filter((word) => !/^(?:then|also|only|now|still|just)$/i.test(word))
        .join(" "),
      negated: false,
      voice: "active",
      verb,
      rest: words.slice(active + 1).join(" "),
      aux: "",
    };
  }
  if (at < 1) return null;
  const subject = words
    .slice(0, at)
    .filter(
      (word, index, all) =>
        !/^(?:then|also|only|now|still|just|first)$/i.test(word) ||
        /^(?:the|our|my|its|an?)$/i.test(all[index - 1] ?? ""),
    )
    .join(" ");
  if (subject === "") return null;
  let next = at;
  let negated = /^(?:no|nobody|nothing|neither|none)\b/i.test(subject);
  // "They get a briefing": without a participle behind it, "get" is the verb itself.
  const isAux = (index: number) =>
    AUX.test(lower[index] ?? "") &&
    (!/^(?:get|gets|got)$/.test(lower[index] ?? "") || fromParticiple(lower[index + 1] ?? "") !== null);
  while (
    next < lower.length &&
    (isAux(next) ||
      /^(?:not|never|to|been|being|then|also|only|now|still|already|just|both|all|first|always|finally|yet|even|immediately|\p{L}+ly)$/u.test(
        lower[next] ?? "",
      ))
  ) {
    if (/^(?:not|never)$/.test(lower[next] ?? "")) negated = true;
    next++;
  }
  const aux = lower.slice(at, next).join(" ");
  let verb = lower[next] ?? "";
  const rest = words.slice(next + 1).join(" ");
  // "The leads have it checked", "they have a meeting": "have" is the verb itself.
  const last = lower[next - 1] ?? "";
  const be =
    /\b(?:is|are|was|were|be|been|being|gets?|got)(?: (?:not|never|then|also|only|now|already|both|all|first|finally|\p{L}+ly))*$/u.test(
      aux,
    );
  const have = /\b(?:has|have|had)(?: (?:not|never|already|just|then|also))*$/.test(aux);
  if (be) {
    const duty =
      /^(?:closed|opened)$/.test(verb) && /\b(?:must|should|to|can|will|may|been|being)\b/.test(aux);
    const base = STATE.test(verb) && !duty ? null : fromParticiple(verb.replace(/[^\p{L}-]/gu, ""));
    if (base === null) return { subject, negated, voice: "state", verb, rest, aux };
    return { subject, negated, voice: "passive", verb: base, rest, aux };
  }
  if (have) {
    const base = fromParticiple(verb);
    if (base === null)
      return { subject, negated, voice: "state", verb: "have", rest: words.slice(next).join(" "), aux };
    return { subject, negated, voice: "active", verb: base, rest, aux };
  }
  if (
    verb === "" ||
    (!canBeVerb(verb) && !PARTICLE.test(verb) && !/^(?:have|do|get|be|fact-check)$/.test(verb))
  ) {
    if (AUX.test(last) && /^(?:get|gets|have|need|needs|do|does)$/.test(last)) {
      return {
        subject,
        negated,
        voice: "active",
        verb: baseOf(last),
        rest: words.slice(next).join(" "),
        aux: aux.split(" ").slice(0, -1).join(" "),
      };
    }
    if (!/^\p{L}+(?:-\p{L}+)+$/u.test(verb) && isKnownWord(verb))
      return { subject, negated, voice: "state", verb, rest, aux };
  }
  if (/^(?:get|gets|have)$/.test(last) && /^(?:the|a|an|our|it|them|my|your|their)$/.test(verb))
    verb = baseOf(last);
  return { subject, negated, voice: "active", verb, rest, aux };
}

/** The place of a finite verb without auxiliary: "the mentor writes the plan", "we send it", "the frame goes up"; -1 for none. */
function activeAt(lower: readonly string[]): number {
  const pronoun = /^(?:we|i|you|they|he|she|it|someone|somebody)$/.test(lower[0] ?? "");
  if (pronoun) {
    let at = 1;
    while (/^(?:then|also|only|now|still|just|first|both|all|\p{L}{3,}ly)$/u.test(lower[at] ?? "")) at++;
    const word = lower[at] ?? "";
    if (AUX.test(word) && !/^(?:need|get|have|do)s?$/.test(word)) return -1;
    if (AUX.test(word)) return -1;
    return canBeVerb(baseOf(word)) || canBeVerb(word) ? at : -1;
  }
  for (let at = 1; at < Math.min(lower.length, 10); at++) {
    const word = lower[at] ?? "";
    const previous = lower[at - 1] ?? "";
    const next = lower[at + 1] ?? "";
    if (AUX.test(word)) return -1;
    if (/^(?:the|a|an|our|my|your|their|its|of|to|for|with|in|on|and|or|at|by|from)$/.test(previous))
      continue;
    const follows =
      next === "" ||
      /^(?:the|a|an|our|my|your|their|its|his|her|it|them|us|him|all|both|each|every|that|this|these|those|up|down|out|online|live|where|in|on|off|over|back|to|for|through|with|into|together|twice|again|apart|next|\d.*|\ue0ff.*|ahead|place)$/u.test(
        next,
      );
    // Forms that are hardly ever nouns: "engine 2 shows high vibration".
    const sure =
      /^(?:shows|needs|says|gets|goes|comes|brings|takes|makes|gives|keeps|knows|tells|asks|sends|pays|leaks|squeaks|seems|feels|means|depends|requires)$/.test(
        word,
      ) && next !== "";
    if (sure) return at;
    if (!follows) continue;
    const singular =
      /[^s]s$/.test(word) &&
      canBeVerb(baseOf(word)) &&
      (!previous.endsWith("s") || /^(?:this|us|ss)$|ss$/.test(previous));
    const plural =
      /[^s]s$/.test(previous) &&
      canBeVerb(word) &&
      (/^(?:the|a|an|our|my|your|their|its|it|them|this|that|these|those)$/.test(next) ||
        /^(?:go|come|start|begin|follow|arrive|run|take|meet|write|sign|set|check|send|give|review|prepare|make|draw|build|exist|move|open|close|get|leave|agree|disagree|match|differ|contradict|object|pass|fail|win|look)$/.test(
          word,
        ));
    if (
      (singular &&
        (next !== "" ||
          /^(?:starts|begins|follows|happens|arrives|opens|closes|ends|exists|votes|decides|agrees|meets|approves|leaks)$/.test(
            word,
          ))) ||
      plural
    )
      return at;
  }
  return -1;
}

/** "writes" to "write", "applies" to "apply", "goes" to "go". */
export function baseOf(word: string): string {
  if (/^(?:has)$/.test(word)) return "have";
  const candidates = [
    word.replace(/ies$/, "y"),
    word.replace(/(s|x|z|ch|sh|o)es$/, "$1"),
    word.replace(/s$/, ""),
  ];
  return (
    candidates.find((one) => one !== word && canBeVerb(one)) ??
    (canBeVerb(word) ? word : word.replace(/s$/, ""))
  );
}

/** True when a phrase is an order in the base form: "collect the data". A verb that could be a noun before "is" is none. */
export function orders(text: string): boolean {
  const words = text.toLowerCase().split(/\s+/);
  if (isGerund(words[0] ?? "") || leadingVerb(text) === null) return false;
  const at = words.findIndex((word, index) => index >= 1 && AUX.test(word) && words[index - 1] !== "to");
  const relative = words.findIndex((word) =>
    /^(?:that|which|who|whom|what|whether|if|how|where|why|whatever|whoever|whichever|we|i|you|they|he|she|it)$/.test(
      word,
    ),
  );
  const determined =
    /^(?:the|a|an|our|my|your|their|its|it|them|him|her|us|me|all|each|every|both|everything|up|out|off|to|in|on)$/.test(
      words[1] ?? "",
    );
  return at < 0 || determined || (relative >= 1 && relative < at);
}

/** True for an auxiliary: "is", "must". */
export const isAuxiliary = (word: string) => AUX.test(word);
