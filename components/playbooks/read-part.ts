import { Day } from "#lib/domain/goal.ts";
import { readValue } from "#lib/domain/playbook-values.ts";
import type { VariableInput } from "#lib/domain/playbook.ts";

/** A variable from the words that a person points at: a day or an amount with a currency where it is one, else text. */
export function readPart(typed: string, others: readonly { variable: VariableInput }[]): VariableInput {
  const text = typed.trim();
  const about = { name: freeName(others), label: text.slice(0, 80).toWellFormed(), description: "" };
  if (Day.safeParse(text).success) return { ...about, kind: "date", default: text };
  if (/^[$€£]|[A-Z]{3}$/.test(text)) {
    const usual = { cents: 0, currency: "USD" };
    const amount = readValue({ ...about, kind: "money", default: usual }, text);
    if (amount.ok && typeof amount.value === "object")
      return { ...about, kind: "money", default: amount.value };
  }
  return { ...about, kind: "text", default: text };
}

function freeName(others: readonly { variable: VariableInput }[]): string {
  const taken = new Set(others.map(({ variable }) => variable.name));
  let count = others.length + 1;
  while (taken.has(`part_${count}`)) count++;
  return `part_${count}`;
}
