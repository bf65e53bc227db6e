import { describe, expect, it } from "vitest";
import type { Command } from "./commands.ts";
import { listEntries, type Choices } from "./list-entries.ts";

const entry = (label: string, more: Partial<Command> = {}): Command => ({
  id: label,
  group: "Plan",
  label,
  run: () => undefined,
  ...more,
});

function listed(text: string, changes: Partial<Choices> = {}): string[] {
  const asker = { icon: null, open: () => undefined, ask: () => undefined };
  const commands = [entry("Tidy"), entry("Research shops", { sought: true })];
  const choices = { commands, asker, pages: [entry("Runs")], found: [entry("Shops plan")], late: false };
  return listEntries(text, { ...choices, ...changes }).map(({ label }) => label);
}

describe("listEntries", () => {
  it("begins with the chat while nothing is typed, and leaves out what is only listed when it is looked for", () => {
    expect(listed(" ")).toEqual(["Chat: change the plan in words", "Tidy", "Runs", "Shops plan"]);
  });

  it("offers the planner behind the commands that a text finds, and before everything where it finds none", () => {
    expect(listed("tidy")).toEqual(["Tidy", "Ask the planner: tidy", "Shops plan"]);
    expect(listed(" tidy up ")).toEqual(["Ask the planner: tidy up", "Shops plan"]);
    expect(listed("tidy up", { asker: null })).toEqual(["Shops plan"]);
  });

  it("shows of what was found for an earlier text only what has the new one", () => {
    expect(listed("shops", { late: true })).toEqual([
      "Research shops",
      "Ask the planner: shops",
      "Shops plan",
    ]);
    expect(listed("shopping", { late: true })).toEqual(["Ask the planner: shopping"]);
  });

  it("sends what is typed, and opens the chat where nothing is", () => {
    const done: string[] = [];
    const asker = { icon: null, open: () => done.push("open"), ask: (text: string) => done.push(text) };
    const choices = { commands: [], asker, pages: [], found: [], late: false };
    listEntries("", choices)[0]?.run();
    listEntries(" add a review ", choices)[0]?.run();
    expect(done).toEqual(["open", "add a review"]);
  });

  it("says why a text cannot be sent now, and opens the chat all the same", () => {
    const asker = { icon: null, problem: "At work.", open: () => undefined, ask: () => undefined };
    const problems = (text: string) =>
      listEntries(text, { commands: [], asker, pages: [], found: [], late: false }).map((it) => it.problem);
    expect(problems("add a review")).toEqual(["At work."]);
    expect(problems("")).toEqual([undefined]);
  });
});
