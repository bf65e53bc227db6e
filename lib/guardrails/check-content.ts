import type { Finding } from "#lib/domain/finding.ts";
import type { Json } from "#lib/domain/json.ts";
import type { FindingAnswer, Policy } from "#lib/domain/policy.ts";
import { findValues } from "#lib/domain/secret-text.ts";
import { personalDataDetector } from "./personal-data.ts";
import { prohibitedDetector } from "./prohibited.ts";
import { SECRETS } from "./secrets.ts";
import { mapTexts, masked, textsIn, type Detector, type FoundText, type Span } from "./texts.ts";

/** "a, b and c". */
const LIST = new Intl.ListFormat("en-GB");

/** Which value is looked at, for whom. `where`: the value in words ("what Send a message is given"). */
export type ContentCheck = {
  policy: Policy;
  own: readonly string[];
  stepId: string | null;
  field: string | null;
  where: string;
};

/** What was found in a value, and the value with what had to be hidden hidden. */
export type Content = { findings: Finding[]; value: Json; blocked: boolean };

/** Something that was found in one of a value's texts. */
type Found = { text: FoundText; span: Span };

type Rule = {
  rule: string;
  answer: FindingAnswer;
  find: (texts: readonly FoundText[], joined: string) => Found[];
  named: (what: string) => string;
  /** What stands in the place of what is hidden, when that is not what was found: a word that must not occur would occur in it. */
  instead?: string;
};

/** Looks for prohibited content, personal data and secrets in every text of a value, and does with it what the policy says. */
export function checkContent(value: Json, check: ContentCheck): Content {
  const content = look(value, check);
  // With a part hidden, what stands beside it may read in another way: it is hidden as well.
  return content.value === value ? content : { ...content, value: look(content.value, check).value };
}

function look(value: Json, check: ContentCheck): Content {
  const { stepId, field, where } = check;
  const all = textsIn(value, ["text", "name", "number"]);
  const texts = all.filter(({ kind }) => kind !== "number");
  // One look at all of them together tells for most rules that there is nothing.
  const joined = texts.map(({ text }) => text).join("\n");
  const findings: Finding[] = [];
  const hidden = new Map<FoundText, Span[]>();
  let blocked = false;
  for (const { rule, answer, find, named, instead } of rulesOf(check, all)) {
    const found = find(texts, joined);
    const [first] = found;
    if (!first) continue;
    const whats = [...new Set(found.map(({ span }) => named(span.what)))].slice(0, 3);
    const place = [field, ...first.text.path].filter((part) => part !== null).join(".");
    findings.push({
      severity: answer === "block" ? "error" : "warning",
      rule,
      stepId,
      field: place === "" ? null : place,
      message: `There is ${LIST.format(whats)} in ${where}${answer === "mask" ? ", hidden before it goes on" : ""}.`,
      fix: answer === "block" ? "Take it out, or have an owner change the policy." : null,
    });
    if (answer === "block") blocked = true;
    if (answer !== "mask") continue;
    for (const { text, span } of found)
      hidden.set(text, [
        ...(hidden.get(text) ?? []),
        instead === undefined ? span : { ...span, what: instead },
      ]);
  }
  return { findings, value: hidden.size === 0 ? value : withHidden(value, all, hidden), blocked };
}

/** @param all the value's texts, numbers too, in their order */
function rulesOf({ policy, own }: ContentCheck, all: readonly FoundText[]): Rule[] {
  const { prohibited, personalData, secrets } = policy;
  const ownSecrets = () => findOwnSecrets(all, own);
  const foreign = detected(SECRETS, ["text", "name"]);
  return [
    // Only telling of it would leave the workspace's own secrets where they are.
    ...(secrets === "warn"
      ? [{ rule: "secret", answer: "mask" as const, find: ownSecrets, named: withArticle }]
      : []),
    {
      rule: "secret",
      answer: secrets,
      find: (texts, joined) =>
        inOrder(all, [...foreign(texts, joined), ...(secrets === "warn" ? [] : ownSecrets())]),
      named: withArticle,
    },
    {
      rule: "prohibited",
      answer: prohibited.answer,
      // Words that must not occur may well be names that a tool's schema gives.
      find: detected(prohibitedDetector(prohibited), ["text"]),
      named: (what) => what,
      instead: "removed",
    },
    {
      rule: "personal_data",
      answer: personalData.answer,
      find: detected(personalDataDetector(personalData.kinds), ["text", "name"]),
      named: withArticle,
    },
  ];
}

function detected({ suspects, find }: Detector, kinds: readonly FoundText["kind"][]): Rule["find"] {
  return (texts, joined) =>
    suspects(joined)
      ? texts.flatMap((text) =>
          kinds.includes(text.kind) && suspects(text.text)
            ? find(text.text).map((span) => ({ text, span }))
            : [],
        )
      : [];
}

/**
 * Finds the workspace's own secrets, as written or encoded, in one text or in pieces of several: read with the names of properties between
 * the texts, and without.
 */
function findOwnSecrets(all: readonly FoundText[], own: readonly string[]): Found[] {
  if (own.length === 0) return [];
  const values = all.filter(({ kind }) => kind !== "name");
  return [all, ...(values.length > 1 && values.length < all.length ? [values] : [])].flatMap((texts) => {
    const joined = texts.map(({ text }) => text).join("\n");
    return findValues(joined, own).flatMap((part) => piecesOf(part, texts));
  });
}

/** The pieces, text by text, of a part of all texts joined. */
function piecesOf(part: { start: number; end: number }, texts: readonly FoundText[]): Found[] {
  const pieces: Found[] = [];
  let begin = 0;
  for (const text of texts) {
    if (begin >= part.end) break;
    const start = Math.max(0, part.start - begin);
    const end = Math.min(text.text.length, part.end - begin);
    if (start < end) pieces.push({ text, span: { start, end, what: "secret of this workspace" } });
    begin += text.text.length + 1;
  }
  return pieces;
}

function inOrder(all: readonly FoundText[], found: readonly Found[]): Found[] {
  if (found.length < 2) return [...found];
  const places = new Map(all.map((text, place) => [text, place]));
  return found.toSorted((a, b) => (places.get(a.text) ?? 0) - (places.get(b.text) ?? 0));
}

function withHidden(value: Json, all: readonly FoundText[], hidden: ReadonlyMap<FoundText, Span[]>): Json {
  let next = 0;
  return mapTexts(value, (text) => {
    const at = all[next++];
    const spans = at && hidden.get(at);
    return spans ? masked(text, spans) : text;
  });
}

function withArticle(what: string): string {
  return `${/^[aeio]|^AWS|^API|^npm/.test(what) ? "an" : "a"} ${what}`;
}
