import { describe, expect, it } from "vitest";
import { findCommands } from "./find-commands.ts";

const COMMANDS = [
  { group: "Plan", label: "Share by a link" },
  { group: "Plan", label: "Run" },
  { group: "Canvas", label: "Read left to right", words: "turn direction" },
  { group: "Pages", label: "Runs" },
  { group: "Step", label: "Prune the list" },
];
const found = (text: string) => findCommands(COMMANDS, text).map(({ label }) => label);

describe("findCommands", () => {
  it("gives all in their order while nothing is typed", () => {
    expect(found("  ")).toEqual(COMMANDS.map(({ label }) => label));
  });

  it("wants every word, in the name, the group or the other words, in whatever order", () => {
    expect(found("plan share")).toEqual(["Share by a link"]);
    expect(found("turn")).toEqual(["Read left to right"]);
    expect(found("share canvas")).toEqual([]);
  });

  it("puts names that begin with the text first, then names with words that do", () => {
    expect(found("run")).toEqual(["Run", "Runs", "Prune the list"]);
    expect(found("li")).toEqual(["Share by a link", "Prune the list"]);
    expect(found("RIGHT l")).toEqual(["Read left to right"]);
  });
});
