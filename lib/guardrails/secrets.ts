import type { Detector, Span } from "./texts.ts";

/** How keys of well-known services look, each by what nobody writes by chance. */
const FORMS: readonly { what: string; pattern: RegExp }[] = [
  {
    what: "private key",
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
  },
  { what: "AWS key", pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g },
  { what: "GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})\b/g },
  { what: "GitLab token", pattern: /\bglpat-[A-Za-z0-9_-]{20,64}\b/g },
  { what: "Slack token", pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,250}\b/g },
  { what: "Google key", pattern: /\bAIza[A-Za-z0-9_-]{35}\b/g },
  { what: "Stripe key", pattern: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,128}\b/g },
  { what: "API key", pattern: /\bsk-(?:ant-|proj-|or-)?[A-Za-z0-9_-]{20,200}\b/g },
  { what: "npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  {
    what: "web token",
    pattern: /\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{16,1000}\b/g,
  },
  {
    what: "password in an address",
    pattern: /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,64}:)[^\s:/@]{3,128}(?=@)/gi,
  },
];

/** A name that says that what follows is a secret, and a value that looks made rather than written. */
const NAMED =
  /(?<=\b(?:api[_-]?key|secret(?:[_-]?key)?|access[_-]?token|auth[_-]?token|password|passwd|pwd|bearer)\b["']?\s{0,3}(?:[:=]|is)?\s{0,3}["']?)[A-Za-z0-9+/_=.~-]{12,256}/iy;
/** How such names begin, and how far behind the beginning of one its value may begin. */
const NAMES = /\b(?:api|secret|access|auth|passw|pwd|bearer)/gi;
const NAME_AND_SIGNS = 12 + 12;

/** What is in every text that has one of all these, in no matter which case. */
const SIGNS =
  /:\/\/|-----BEGIN|A[KS]IA[A-Z2-7]{16}|AIza[\w-]{35}|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|[sr]k_(?:live|test)_|\bsk-|npm_|eyJ[\w-]{8}|\b(?:api[_-]?key|secret|access[_-]?token|auth[_-]?token|passw|pwd|bearer)/i;

/** Finds keys, passwords and tokens of anybody's in texts. */
export const SECRETS: Detector = {
  suspects: (text) => SIGNS.test(text),
  find: (text) => [
    ...FORMS.flatMap(({ what, pattern }) =>
      Array.from(text.matchAll(pattern), (match) => ({
        start: match.index,
        end: match.index + match[0].length,
        what,
      })),
    ),
    ...namedSecrets(text),
  ],
};

/** Looks only where a name has begun: to look back from every character took four fifths of all checks' time. */
function namedSecrets(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const { index: begun } of text.matchAll(NAMES)) {
    for (at = Math.max(at, begun + 1); at <= begun + NAME_AND_SIGNS; at++) {
      NAMED.lastIndex = at;
      const value = NAMED.exec(text)?.[0];
      if (value === undefined) continue;
      if (looksMade(value)) spans.push({ start: at, end: at + value.length, what: "secret" });
      at += value.length - 1;
    }
  }
  return spans;
}

/** Shannon's entropy of its characters, in bits each: words of a language are below 3.2, random keys of this length above. */
function looksMade(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits > 3.2;
}
