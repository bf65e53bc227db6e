import { findValues } from "#lib/domain/secret-text.ts";
import type { Span } from "./texts.ts";

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
  /(?<=\b(?:api[_-]?key|secret(?:[_-]?key)?|access[_-]?token|auth[_-]?token|password|passwd|pwd|bearer)\b["']?\s{0,3}(?:[:=]|is)?\s{0,3}["']?)[A-Za-z0-9+/_=.~-]{12,256}/gi;

/**
 * Finds keys, passwords and tokens in a text.
 * @param own values of the workspace's own secrets
 */
export function findSecrets(text: string, own: readonly string[] = []): Span[] {
  const spans = FORMS.flatMap(({ what, pattern }) =>
    Array.from(text.matchAll(pattern), (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      what,
    })),
  );
  for (const match of text.matchAll(NAMED)) {
    if (looksMade(match[0]))
      spans.push({ start: match.index, end: match.index + match[0].length, what: "secret" });
  }
  return [...spans, ...findOwnSecrets(text, own)];
}

/** Finds values of the workspace's own secrets, as written or encoded. */
export function findOwnSecrets(text: string, own: readonly string[]): Span[] {
  return findValues(text, own).map((part) => ({ ...part, what: "secret of this workspace" }));
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
