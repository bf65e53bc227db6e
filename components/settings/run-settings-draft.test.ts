import { expect, test } from "vitest";
import { RunSettings } from "#lib/domain/settings.ts";
import { asOfForm, clashFailure, draftOf, rebaseDraft, settingsOf } from "./run-settings-draft.ts";

const settings = RunSettings.parse({
  mostSteps: 8,
  mostByTool: { "web.search": 2, "text.write": 3 },
  slowFactor: 2.5,
  retentionDays: 30,
  planningCapMicros: 1_250_000,
  chatCapMicros: null,
});

test("the form gives back the settings it was given", () => {
  for (const each of [settings, RunSettings.parse({})]) {
    expect(settingsOf(draftOf(each))).toEqual({ ok: true, settings: each });
  }
});

test("what is wrong is told at its field, that of a limit at its row", () => {
  const draft = draftOf(settings);
  const result = settingsOf({
    ...draft,
    mostSteps: "many",
    slowFactor: " ",
    retentionDays: "-1",
    planningCap: "a lot",
    chatCap: "0.001",
    limits: draft.limits.map((limit) => ({ ...limit, most: limit.tool === "text.write" ? "0" : limit.most })),
  });
  const paths = result.ok ? [] : result.failure.issues.map(({ path }) => path.join("/"));
  expect(paths.toSorted()).toEqual([
    "chatCap",
    "limits/1",
    "mostSteps",
    "planningCap",
    "retentionDays",
    "slowFactor",
  ]);
});

test("spend caps are typed in dollars, with a sign or without, and nothing is no cap", () => {
  const draft = { ...draftOf(settings), planningCap: " $0.5", chatCap: "12", replanCap: " " };
  const result = settingsOf(draft);
  expect(result.ok && result.settings).toMatchObject({
    planningCapMicros: 500_000,
    chatCapMicros: 12_000_000,
    replanCapMicros: null,
  });
});

test("two limits of one tool are refused at the second", () => {
  const draft = draftOf(settings);
  const result = settingsOf({
    ...draft,
    limits: [...draft.limits, { key: 9, tool: "web.search", most: "1" }],
  });
  expect(result.ok ? [] : result.failure.issues).toEqual([
    { path: ["limits", "9"], message: "This tool has a limit already." },
  ]);
});

test("a refusal of the server finds the row of its tool", () => {
  const issues = [{ path: ["mostByTool", "text.write"], message: "There is no such tool." }];
  const failure = asOfForm(draftOf(settings), { code: "invalid", message: "No.", issues });
  expect(failure.issues[0]?.path).toEqual(["limits", "1"]);
});

test("a draft goes on top of what was saved meanwhile: what it left as it was is theirs, what it changed stays", () => {
  const mine = { ...draftOf(settings), retentionDays: "90", chatCap: "1", mostSteps: "9" };
  const now = {
    ...settings,
    slowFactor: 4,
    mostByTool: { "web.search": 7 },
    mostSteps: 12,
    retentionDays: 90,
  };
  const { draft, clashes } = rebaseDraft(mine, settings, now);
  expect(draft).toEqual({ ...draftOf(now), retentionDays: "90", chatCap: "1", mostSteps: "9" });
  // Both changed how long things are kept, but alike.
  expect(clashes).toEqual(["mostSteps"]);
  expect(clashFailure(draft, clashes).issues.map(({ path }) => path)).toEqual([["mostSteps"]]);
});

test("limits that both have changed are a clash at the first of them", () => {
  const draft = draftOf(settings);
  const mine = { ...draft, limits: draft.limits.slice(0, 1) };
  const rebased = rebaseDraft(mine, settings, { ...settings, mostByTool: { "web.search": 1 } });
  expect(rebased.draft.limits).toEqual(mine.limits);
  expect(rebased.clashes).toEqual(["limits"]);
  expect(clashFailure(rebased.draft, rebased.clashes).issues[0]?.path).toEqual(["limits", "0"]);
});
