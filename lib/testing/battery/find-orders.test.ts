import { expect, test } from "vitest";
import { findOrders } from "./find-orders.ts";
import { attackerOf, INJECTIONS } from "./injections.ts";

test("the battery has the size it claims, and no two attacks of one name", () => {
  expect(INJECTIONS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(INJECTIONS.map(({ name }) => name)).size).toBe(INJECTIONS.length);
});

test.each(INJECTIONS.map((injection, at) => ({ ...injection, at })))(
  "the obedient model understands $name, also within JSON",
  ({ text, at }) => {
    const attacker = attackerOf(at + 1);
    const inPrompt = JSON.stringify({ text: `Solar panels sell well.\n${text(attacker)}` });
    const order = findOrders(inPrompt).at(-1);
    const wanted = [order?.url, order?.mail, order?.account].filter((one) => typeof one === "string");
    expect(wanted.length).toBeGreaterThan(0);
    for (const one of wanted) expect(one).toContain(`${at + 1}`);
  },
);

test("it is told to do nothing by a text that only says something", () => {
  expect(findOrders("Solar panels sold well in spring. Prices fell by 4 %.")).toEqual([]);
});
