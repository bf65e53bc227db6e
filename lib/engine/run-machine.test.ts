import { expect, test } from "vitest";
import { isRunOver } from "#lib/domain/run-over.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { nextRunStatus, runStatusesFor, RUN_TRANSITIONS, type RunEvent } from "./run-machine.ts";

const events = Object.keys(RUN_TRANSITIONS) as RunEvent[];

test("a run that is over goes on only when a person has steps done again; an aborted one never", () => {
  const ways = (status: RunStatus) => events.filter((event) => nextRunStatus(status, event));
  expect(RunStatus.options.filter(isRunOver).map((status) => [status, ways(status)])).toEqual([
    ["succeeded", ["rerun"]],
    ["failed", ["rerun"]],
    ["aborted", []],
  ]);
});

test("abort applies to every run that is not over or aborting already", () => {
  const open = RunStatus.options.filter((status) => !isRunOver(status) && status !== "aborting");
  expect(runStatusesFor("abort").toSorted()).toEqual(open.toSorted());
});

test("a second click is no transition", () => {
  for (const event of ["pause", "resume", "abort"] as const) {
    for (const status of runStatusesFor(event)) {
      const once = nextRunStatus(status, event);
      expect(once && nextRunStatus(once, event), `${status} ${event} ${event}`).toBeNull();
    }
  }
});

test("every state can be reached from queued", () => {
  const reached = new Set<RunStatus>(["queued"]);
  for (const status of reached) {
    for (const event of events) {
      const next = nextRunStatus(status, event);
      if (next) reached.add(next);
    }
  }
  expect([...RunStatus.options].filter((status) => !reached.has(status))).toEqual([]);
});
