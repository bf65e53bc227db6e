import type { Finding } from "#lib/domain/finding.ts";
import type { Json } from "#lib/domain/json.ts";
import type { FindingAnswer, Policy } from "#lib/domain/policy.ts";
import { findPersonalData } from "./personal-data.ts";
import { prohibitedFinder, type Finder } from "./prohibited.ts";
import { findOwnSecrets, findSecrets } from "./secrets.ts";
import { mapTexts, masked, textsIn, type Span } from "./texts.ts";

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

type Rule = {
  rule: string;
  answer: FindingAnswer;
  find: Finder;
  named: (what: string) => string;
  /** Whether it looks at names of properties too. Words that must not occur may well be names that a tool's schema gives. */
  keys: boolean;
};

/** Looks for prohibited content, personal data and secrets in every text of a value, and does with it what the policy says. */
export function checkContent(value: Json, check: ContentCheck): Content {
  const { policy, own, stepId, field, where } = check;
  const { prohibited, personalData } = policy;
  const rules: Rule[] = [];
  // Only telling of it would leave the workspace's own secrets where they are.
  const looked = policy.secrets === "warn" ? [] : own;
  if (policy.secrets === "warn" && own.length > 0) {
    const find = (text: string) => findOwnSecrets(text, own);
    rules.push({ rule: "secret", answer: "mask", find, named: withArticle, keys: true });
  }
  const find = (text: string) => findSecrets(text, looked);
  rules.push({ rule: "secret", answer: policy.secrets, find, named: withArticle, keys: true });
  if (prohibited.terms.length + prohibited.patterns.length > 0) {
    rules.push({
      rule: "prohibited",
      answer: prohibited.answer,
      find: prohibitedFinder(prohibited),
      named: (what) => what,
      keys: false,
    });
  }
  if (personalData.kinds.length > 0) {
    const find = (text: string) => findPersonalData(text, personalData.kinds);
    rules.push({ rule: "personal_data", answer: personalData.answer, find, named: withArticle, keys: true });
  }
  const [plain, whole] = [textsIn(value), textsIn(value, true)];
  const findings: Finding[] = [];
  let [made, blocked] = [value, false];
  for (const { rule, answer, find, named, keys } of rules) {
    const texts = keys ? whole : plain;
    const found = texts.flatMap(({ path, text }) => find(text).map((span) => ({ path, what: span.what })));
    const [first] = found;
    if (!first) continue;
    const whats = [...new Set(found.map(({ what }) => named(what)))].slice(0, 3);
    const place = [field, ...first.path].filter((part) => part !== null).join(".");
    findings.push({
      severity: answer === "block" ? "error" : "warning",
      rule,
      stepId,
      field: place === "" ? null : place,
      message: `There is ${LIST.format(whats)} in ${where}${answer === "mask" ? ", hidden before it goes on" : ""}.`,
      fix: answer === "block" ? "Take it out, or have an owner change the policy." : null,
    });
    if (answer === "block") blocked = true;
    if (answer === "mask") made = mapTexts(made, (text) => hidden(text, find(text)), keys);
  }
  return { findings, value: made, blocked };
}

function hidden(text: string, spans: readonly Span[]): string {
  return spans.length === 0 ? text : masked(text, spans);
}

function withArticle(what: string): string {
  return `${/^[aeio]|^AWS|^API|^npm/.test(what) ? "an" : "a"} ${what}`;
}
