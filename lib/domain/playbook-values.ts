import { Day, type Money } from "./goal.ts";
import {
  MoneyValue,
  NumberValue,
  TextValue,
  type PlaceForm,
  type VariableInput,
  type VariableKind,
  type VariableValue,
} from "./playbook.ts";
import { spellAmount, spellDay, spellMoney } from "./spelled.ts";

const SYMBOLS: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£" };

/** The forms in which a kind of value is looked for and written. */
export const FORMS: Readonly<Record<VariableKind, readonly PlaceForm[]>> = {
  text: ["plain", "capital"],
  number: ["number", "digits"],
  date: ["iso", "long"],
  money: ["cents", "cents_text", "amount", "symbol", "currency"],
};

/**
 * A value as it stands in a place of this form.
 * @throws TypeError when the form is none of the value's kind
 */
export function writeAs(value: VariableValue, form: PlaceForm): string | number {
  if (typeof value === "object") return writeMoney(value, form);
  if (typeof value === "number") {
    if (form === "number") return value;
    if (form === "digits") return String(value);
  } else {
    if (form === "plain" || form === "iso") return value;
    if (form === "capital") return value.charAt(0).toUpperCase() + value.slice(1);
    if (form === "long") return spellDay(value);
  }
  throw new TypeError(`A ${typeof value} is not written as ${form}.`);
}

function writeMoney(value: Money, form: PlaceForm): string | number {
  const symbol = SYMBOLS[value.currency];
  switch (form) {
    case "cents":
      return value.cents;
    case "cents_text":
      return String(value.cents);
    case "currency":
      return value.currency;
    case "amount":
      return spellMoney(value);
    case "symbol":
      return symbol === undefined ? spellMoney(value) : symbol + spellAmount(value.cents);
    default:
      throw new TypeError(`An amount is not written as ${form}.`);
  }
}

/** A value as a person reads and types it: "40,000 USD", "2027-01-01". {@link readValue} reads it back. */
export function valueText(value: VariableValue): string {
  return typeof value === "object" ? spellMoney(value) : String(value);
}

/** A value that was read, or why it is none, in a sentence that says what to enter. */
export type ReadValue = { ok: true; value: VariableValue } | { ok: false; problem: string };

/** Reads what a person typed for a variable. An amount without a currency has the default's. */
export function readValue(variable: VariableInput, typed: string): ReadValue {
  const text = typed.trim();
  switch (variable.kind) {
    case "text": {
      const parsed = TextValue.safeParse(text);
      if (parsed.success) return { ok: true, value: parsed.data };
      return { ok: false, problem: parsed.error.issues[0]?.message ?? "This is no text." };
    }
    case "number": {
      const parsed = NumberValue.safeParse(/\d/.test(text) ? Number(text.replaceAll(",", "")) : undefined);
      return parsed.success
        ? { ok: true, value: parsed.data }
        : { ok: false, problem: "Enter a number, like 12 or 0.5." };
    }
    case "date": {
      const parsed = Day.safeParse(text);
      return parsed.success
        ? { ok: true, value: parsed.data }
        : { ok: false, problem: "Enter a day as year-month-day, like 2027-01-31." };
    }
    case "money":
      return readMoney(text, variable.default.currency);
  }
}

const AMOUNT =
  /^(?<before>[A-Za-z]{3}(?![A-Za-z])|[$€£])?\s*(?<whole>\d{1,3}(?:,\d{3})+|\d{1,14})(?:\.(?<part>\d{1,2}))?\s*(?<after>[A-Za-z]{3}|[$€£])?$/;

function readMoney(text: string, usual: string): ReadValue {
  const { before, whole, part = "", after } = AMOUNT.exec(text)?.groups ?? {};
  const named = before ?? after ?? usual;
  const symbol = Object.entries(SYMBOLS).find(([, sign]) => sign === named)?.[0];
  const value = MoneyValue.safeParse({
    cents: whole === undefined ? null : Number(whole.replaceAll(",", "")) * 100 + Number(part.padEnd(2, "0")),
    currency: symbol ?? named.toUpperCase(),
  });
  if (!value.success || (before !== undefined && after !== undefined))
    return { ok: false, problem: `Enter an amount, like 40,000 ${usual}.` };
  return { ok: true, value: value.data };
}

/** Whether a value is of a variable's kind. */
export function isOfKind(kind: VariableKind, value: VariableValue): boolean {
  const schema = { text: TextValue, number: NumberValue, date: Day, money: MoneyValue }[kind];
  return schema.safeParse(value).success;
}
