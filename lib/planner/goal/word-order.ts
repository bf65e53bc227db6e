import { orders } from "./finite.ts";

/**
 * Puts sentences that say the same in another order, or with an announcement in front, into the order that the reader knows:
 * "after the tender comes the scanning" becomes "after the tender, the scanning"; "still leaking? call him" becomes
 * "if still leaking, call him". What it does not know stays as it is.
 */
export function inPlainOrder(text: string): string {
  return REWRITES.reduce(
    (said, [pattern, plain]) =>
      typeof plain === "string" ? said.replace(pattern, plain) : said.replace(pattern, plain),
    text,
  );
}

const START = String.raw`(^|[.!?;:\n]\s*|,\s+(?:and\s+|but\s+)?)`;
const WHEN = String.raw`(?:only\s+)?(?:after|following|once|upon)`;
const THING = String.raw`[^,.;:!?\n]{2,70}?`;

const OURS = "(?:we|you|i|one|they|nobody|no one)";
type Plain = string | ((whole: string, ...parts: string[]) => string);
const REWRITES: readonly (readonly [RegExp, Plain])[] = [
  // "Only then may they be circulated."
  [
    /\bonly then (?:may|can|should|must|will|are|is|do|does) ((?:the|a|an|our|my)\s+\S+(?:\s\S+)?|we|you|they|it|i)\s+(?=be\s|\p{L}+)/giu,
    "then $1 should ",
  ],
  // "Three weeks later collect the certificate"
  [
    /(^|[.!?;:\n,]\s*(?:and\s+|but\s+)?)(?:about\s+|some\s+)?(?:an?|one|two|three|four|five|six|ten|a few|a couple of|\d+)\s+(?:\p{L}+\s+)?(?:minutes?|hours?|days?|weeks?|months?|years?)\s+(?:later|on|after that|afterwards),?\s+(?=\p{L})/giu,
    "$1then ",
  ],
  [
    /(^|[.!?;\n]\s*|,\s+(?:and\s+)?)(?:on\s+)?(?:the\s+)?(?:next|following)\s+(?:day|morning|evening|afternoon|week|month),?\s+(?=\p{L})/giu,
    "$1then ",
  ],
  // "At some point before planting": when before does not matter.
  [
    /\b(?:at some (?:point|time|stage)|some ?time|well|any time|ideally|preferably|directly|straight)\s+(?=before\b|after\b)/giu,
    "",
  ],
  // "(can be done in parallel with 1)": only where it stands matters.
  [
    /,\s+(?:(?:this|it|that|which)\s+)?(?:can|may|could)\s+(?:also\s+)?(?:be done|run|happen|go|start|be started|take place)\s+(?=(?:in parallel|at the same time|alongside|any ?time|while|whenever|after|before|once|when)\b)/giu,
    ", ",
  ],
  // "Hold off on ordering the trees until ...", "wait with ordering them until ..."
  [
    /(^|[.!?;:\n,]\s*(?:and\s+|but\s+|so\s+|please\s+)*)(?:please\s+)?(?:hold off(?: on)?|hold back(?: on| with)?|wait with|refrain from|hold off with|put off|postpone|delay)\s+(?=\p{L}+ing\b[^.;!?\n]*\b(?:until|till|before)\b)/giu,
    "$1do not start ",
  ],
  // "Under no circumstances is the door to be opened before ..."
  [
    /(^|[.!?;\n]\s*)(?:under no circumstances|in no case|on no account|never)\s+(?:is|are|may|must|should|can|shall)\s+((?:the|a|an|our|my|any|anybody|anyone)\b(?:\s+\p{L}+){0,3}?)\s+(?:to\s+)?be\s+/giu,
    "$1$2 must not be ",
  ],
  [/(^|[.!?;\n]\s*)((?:the|our|a|an)\s+\p{L}+(?:\s\p{L}+)?),\s+(?:too|as well|also),\s+/giu, "$1$2 "],
  [/,\s+(?:for its part|for their part|in turn),\s+/giu, " "],
  // "Shirts ironed and edges taped, print the shirts."
  [
    /(^|[.!?;\n]\s*)((?:\p{L}+\s+){1,3}\p{L}+ed(?:\s+and\s+(?:\p{L}+\s+){0,3}\p{L}+ed)?),\s+(?=\p{L}+\s)/giu,
    (whole: string, start: string, said: string) =>
      isOrder(said) ||
      /^(?:once|when|after|before|if|then|the|as|that|all that|with)\b/i.test(said) ||
      /\b(?:is|are|was|were|has|have|get|gets|be|been|i|we)\b/i.test(said)
        ? whole
        : `${start}once ${said}, `,
  ],
  // "The vet says do a blood test."
  [
    /(^|[.!?;\n]\s*)(?:the|my|our)\s+\p{L}+\s+(?:says?|said|thinks?|recommends?|recommended|suggests?|suggested|advises?|wants us to|wants me to|told us to|told me to)(?:\s+that)?(?:\s+(?:we|i|you)(?:\s+should|\s+have to|\s+must)?)?\s+(?=(?!the\b|a\b|it\b|this\b)\p{L}+\s)/giu,
    "$1",
  ],
  // "Dog finds nothing → reopen the room": one arrow behind a statement gives its case.
  [
    /(^|[.!?;\n]\s*)(?!\s)((?!(?:both|all|then|first|once|if|when|after)\b)[^.!?;\n>→,]{3,60}?)\s*(?:->|=>|→)\s*(?=[^.!?;\n>→]+(?:[.!?;\n]|$))/giu,
    (whole: string, start: string, said: string) => (isOrder(said) ? whole : `${start}if ${said}, `),
  ],
  [
    /(^|[.!?;\n]\s*)with (an?\s[^,.;\n]{3,60}),\s+(?=[^.;\n]+[.;]\s+without(?: (?:one|it))?,)/giu,
    "$1if there is $2, ",
  ],
  [/\b((?:after|following)\s+[^,.;:!?\n]{3,50}?),?\s+there\s+(?:is|are)\s+(?=an?\b|the\b|two\b)/giu, "$1, "],
  [/([;.]\s+)without(?: (?:one|any|it|that|them))?,\s+/giu, "$1otherwise, "],
  [
    /(?<=^|[.!?;,\n]\s*|\band\s+)(?:whichever|whatever) (?:it|that|this|they|the \p{L}+) (?:is|was|says?|shows?|finds?|turns out to be|may be),?\s+/giu,
    "either way, ",
  ],
  [
    /\b(?:once|after|when) (?:either|any)(?: one)?(?: of (?:these|those|them|the two|both))?(?: (?:is|has been) done)?,?\s+(?=\p{L}+\s)/giu,
    "either way, ",
  ],
  [
    /(^|[.!?;\n]\s*)([^.!?;\n,]{6,80}?),?\s+(?:\p{L}+ \p{L}+\s+)?after either(?: one)?(?: of (?:these|those|them|the two))?(?=\s*(?:$|[.!;,\n]))/giu,
    "$1either way, $2",
  ],
  // "To carve pumpkins we have to buy some."
  [
    /(^|[.!?;\n]\s*)to\s+(\p{L}+\s[^,.;:!?\n]{2,50}?),?\s+(?:we|i|you)\s+(?:first\s+)?(?:have to|need to|must)\s+(?:first\s+)?/giu,
    "$1before we $2, ",
  ],
  [
    /\b(?:please\s+)?(?:make sure|ensure|see to it|take care)\s+(?:that\s+)?(?=(?:no|nothing|nobody)\b)/giu,
    "",
  ],
  // "Do not weigh any parcel that has not been sealed."
  [
    /\b((?:do not|never|must not|may not|should not)\s+\p{L}+)\s+(?:any|an?|the)\s+(\p{L}+)\s+that\s+(?:has|have|is|are)\s+not\s+(?:yet\s+)?(?:been\s+)?(?=\p{L}+)/giu,
    "$1 the $2 before it is ",
  ],
  // "We can not open the doors without the licence."
  [
    new RegExp(
      `\\b(${OURS}\\s+(?:can|may|must|should|will)\\s+not\\s+${THING})\\s+without\\s+(?=\\S)`,
      "giu",
    ),
    "$1 before ",
  ],
  // "Driver and roll ok => print the label"
  [
    /(^|[.!?;\n]\s*)([^.!?;\n>,]{3,60}?)\s+(?:(?:is|are)\s+)?(ok|okay|done|ready|finished)\s*(?:->|=>|→)\s*/giu,
    "$1once $2 are done, ",
  ],
  // "Only when the check is fine should the old system be shut down."
  [
    new RegExp(
      `${START}only\\s+((?:after|once|when)\\b${THING})\\s+(?:may|can|should|must|will|do|does|are|is)\\s+((?:the|a|an|our|my)\\s+\\S+(?:\\s+\\S+){0,4}?)\\s+(be\\s+\\p{L}+)`,
      "giu",
    ),
    "$1$2, $3 should $4",
  ],
  // "Only after the check may the doors be opened."
  [
    new RegExp(
      `${START}only\\s+((?:after|once|when|then)\\b${THING})\\s+(may|can|should|must|will|do|does|are|is)\\s+((?:the|a|an|our|my)\\s+\\S+(?:\\s+\\S+){0,3}?|we|you|they|i)\\s+(be\\s+\\p{L}+|\\p{L}+)`,
      "giu",
    ),
    "$1$2, $4 should $5",
  ],
  // "After the tender comes the scanning", "following that come two workshops"
  [
    new RegExp(
      `${START}(${WHEN}\\s+${THING})(?<!\\b(?:has|have|had|not|to|will|does|do))\\s+(?:comes?|follows?)\\s+(?=\\p{L})(?!in\\b|back\\b|out\\b|through\\b|home\\b|up\\b)`,
      "giu",
    ),
    "$1$2, ",
  ],
  // "... and a summary for the board follows."
  [
    /(^|[.!?;]\s*|,\s+(?:and\s+)?|\s+and\s+)((?:an?|the|our)\s+[^,.;:!?\n]{2,60}?)\s+(?:follows|comes after that|comes afterwards|comes next|is next)(?=\s*(?:$|[.,;!]))/giu,
    "$1then $2",
  ],
  // "Informing the staff is all that is left."
  [
    /\s+(?:is|are)\s+(?:all (?:that|which)|everything that|what|the only thing that)\s+(?:is (?:still )?left|remains|is missing|still has to be done)(?=\s*(?:$|[.,;!]))/giu,
    "",
  ],
  [
    /\b(?:the|my|our)\s+(first|very first)\s+(?:thing|step|task|job)\s+(?:is|would be|will be)\s+(?:to\s+)?/giu,
    "first ",
  ],
  [
    /\b(?:the|my|our)\s+(?:next|second|third)\s+(?:thing|step|task|job)\s+(?:is|would be|will be)\s+(?:to\s+)?/giu,
    "then ",
  ],
  [
    /\b(?:the|my|our)\s+(?:last|final)\s+(?:thing|step|task|job)\s+(?:is|would be|will be)\s+(?:to\s+)?/giu,
    "finally ",
  ],
  // "The PA needs the stage to be built first."
  [
    /\b(needs?|requires?)\s+((?:the|a|an|our)\s+[^,.;:!?\n]{2,40}?)\s+to be\s+(\p{L}+)(?:\s+first)?/giu,
    "$1 $2 is $3",
  ],
];

/** True for "sort the books", not for "dog finds nothing" or "no reaction". */
const isOrder = (text: string) => orders(text.trim());
