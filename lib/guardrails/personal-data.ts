import { isValidPhoneNumber } from "libphonenumber-js/min";
import type { PersonalDataKind } from "#lib/domain/policy.ts";
import type { Detector, Span } from "./texts.ts";

/** What each kind is called where it is hidden or told of. */
export const PERSONAL_DATA: Record<PersonalDataKind, string> = {
  email: "e-mail address",
  phone: "phone number",
  iban: "bank account",
  card: "card number",
  national_id: "national id",
};

type Kind = {
  find: (text: string) => Part[];
  /** What every one of them has in it, and nothing that stands in two lines. */
  sign: RegExp;
};
type Part = Omit<Span, "what">;

const KINDS: Record<PersonalDataKind, Kind> = {
  // Bounded parts: an unbounded one would look at a long text again from every character of it.
  email: {
    sign: /@/,
    find: (text) => matches(text, /[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu),
  },
  // As written for the whole world, with + and the country: digits alone could be any number.
  phone: {
    sign: /\+\d/,
    find: (text) => matches(text, /\+\d(?:[\s()./-]{0,3}\d){6,14}/g, isValidPhoneNumber),
  },
  iban: {
    sign: /[A-Z]{2}\d{2}/,
    find: (text) => matches(text, /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g, isIban),
  },
  card: {
    sign: /\d(?:[ -]?\d){12}/,
    find: (text) => matches(text, /(?<![\d.,])\d(?:[ -]?\d){12,18}(?![\d.,]\d|\d)/g, isCard),
  },
  national_id: {
    sign: /\d{3}-\d{2}-\d{4}/,
    find: (text) => matches(text, /(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g),
  },
};

/** Finds personal data of these kinds. Numbers must pass their own check digits, so that plain figures are left alone. */
export function personalDataDetector(kinds: readonly PersonalDataKind[]): Detector {
  const looked = kinds.map((kind) => ({ ...KINDS[kind], what: PERSONAL_DATA[kind] }));
  const signs = new RegExp(looked.map(({ sign }) => sign.source).join("|"));
  return {
    suspects: (text) => kinds.length > 0 && signs.test(text),
    find: (text) =>
      looked.flatMap(({ sign, find, what }) =>
        sign.test(text) ? find(text).map((part) => ({ ...part, what })) : [],
      ),
  };
}

function matches(text: string, pattern: RegExp, passes: (found: string) => boolean = () => true): Part[] {
  return Array.from(text.matchAll(pattern), (match) => ({ match: match[0], start: match.index }))
    .filter(({ match }) => passes(match))
    .map(({ match, start }) => ({ start, end: start + match.length }));
}

/** ISO 13616: the rest by 97 of the number with its first four characters behind and letters as numbers is 1. */
function isIban(found: string): boolean {
  const plain = found.replaceAll(" ", "");
  if (plain.length < 15 || plain.length > 34) return false;
  const turned = plain.slice(4) + plain.slice(0, 4);
  let rest = 0;
  for (const character of turned) {
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}

/** ISO/IEC 7812: the issuer's first digit, and the check digit by Luhn's formula. */
function isCard(found: string): boolean {
  const digits = found.replaceAll(/\D/g, "");
  if (!/^[2-6]/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const twice = digit * 2;
    sum += i % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}
