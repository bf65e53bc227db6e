import { brings, isOutcome } from "./causes.ts";
import { unmask } from "./fragments.ts";
import type { StepGraph } from "./step-graph.ts";
import { stem, stems } from "./words.ts";

/** The step that words speak of, the latest of those that fit best. */
export function bestMatch(
  graph: StepGraph,
  text: string,
  subject: string,
  verb: string | null,
  about: { except?: readonly number[] },
): { step: number; sure: boolean; caused: boolean } | null {
  const wanted = new Set(stems(unmask(text)));
  // "The letters go out": they are sent.
  const same = SAME.flatMap(([said, verbs]) => (said.test(text) ? verbs : []));
  for (const one of same) wanted.add(one);
  const heads = headOf(subject);
  const objects = [...wanted].filter((one) => one !== verb);
  let best: { step: number; score: number } | null = null;
  for (const [index, step] of graph.steps.entries()) {
    if (about.except?.includes(index) === true) continue;
    const own = step.anatomy.verb;
    const verbHit = own !== null && (own === verb || wanted.has(own));
    const shared = objects.filter((one) => step.about.has(one) && one !== own).length;
    // "The lift" may be the stairlift.
    const headHit =
      heads !== "" &&
      heads !== own &&
      (step.acts.has(heads) ||
        step.makes.has(heads) ||
        (heads.length > 3 && [...step.acts].some((one) => one.endsWith(heads))));
    const other = verb !== null && own !== null && verb !== own && !SETTLES.has(verb) && !isOutcome(verb);
    let score = 0;
    if (own !== null && same.includes(own) && (shared > 0 || headHit || brings(own, heads))) score = 4;
    else if (verbHit && other && !wanted.has(verb ?? "")) score = 1;
    else if (verbHit && other) score = 2.5 + shared / 10;
    else if (verbHit && (shared > 0 || headHit || objects.every((one) => one === own)))
      score = 4 + shared / 10;
    else if (step.anatomy.verb === null && shared > 0 && shared === wanted.size) score = 4;
    else if (verbHit && own !== verb && heads === own) score = 3.5;
    else if (headHit) score = 2 + shared / 10;
    else if (shared > 1) score = 1.6 + shared / 10;
    else if (heads !== "" && step.about.has(heads)) score = 1.5;
    else if (verbHit && own === verb && objects.length === 1 && !/^(?:get|have|be|do)$/.test(verb ?? ""))
      score = 0.9;
    else if (shared === 1) score = 0.8;
    if (score > 0 && [...wanted].some((one) => brings(own, one))) score += 0.7;
    else if (score === 0 && (brings(own, heads) || (verb !== null && brings(own, verb)))) score = 1.4;
    if (score >= 1.4 || (score >= 0.8 && !/\s/.test(subject) && shared > 0))
      if (best === null || score >= best.score) best = { step: index, score };
  }
  return best === null ? null : { step: best.step, sure: best.score >= 3, caused: best.score <= 1.4 };
}

const SAME: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\b(?:go|goes|going|went|gone) out\b/i, ["send", "mail", "post", "email", "distribute"].map(stem)],
  [
    /\b(?:go|goes|going|gone|is|are) (?:live|online)\b/i,
    ["publish", "launch", "deploy", "release", "upload"].map(stem),
  ],
  [/\broll(?:s|ing|ed)? out\b/i, ["deploy", "release", "launch", "distribute"].map(stem)],
];

/** Stems of verbs that say that something is over, or has come about, rather than what is done. */
const SETTLES = new Set(
  "finish complete settle secure fix finalise clear sort resolve decide do end close know agree confirm approve be have get arrive come deliver grant accept receive pass sign reach return start begin go run dry cool set take make do give hold"
    .split(" ")
    .map(stem),
);

function headOf(subject: string): string {
  const [noun = ""] = subject.trim().split(/\s(?:of|on|for|in|at|with|by|to|from|about|that|which|who)\s/i);
  const last =
    noun
      .replace(/['’]s$/, "")
      .split(/\s+/)
      .at(-1) ?? "";
  return /^(?:it|they|we|i|you|he|she|that|this|these|those)$/i.test(last) ? "" : stem(last);
}
