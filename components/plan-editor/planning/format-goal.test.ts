import { expect, test } from "vitest";
import { formatDay, formatMoney } from "./format-goal.ts";

test("days and amounts read like in a letter", () => {
  expect(formatDay("2027-01-01")).toBe("1 Jan 2027");
  expect(formatMoney({ cents: 4_000_000, currency: "USD" })).toBe("$40,000");
  expect(formatMoney({ cents: 1_250, currency: "EUR" })).toBe("€12.50");
  expect(formatMoney({ cents: 500, currency: "1x?" })).toBe("5 1x?");
});
