import { expect, test } from "vitest";
import { RunStatus } from "#lib/domain/run.ts";
import { RUN_FILTERS, filterStatuses } from "./run-filters.ts";

test("every state a run can have belongs to exactly one filter", () => {
  const covered = RUN_FILTERS.flatMap((filter) => filter.statuses);
  expect(covered.toSorted()).toEqual(RunStatus.options.toSorted());
});

test("an unknown word in the URL shows everything", () => {
  expect(filterStatuses("nonsense")).toEqual([]);
});
