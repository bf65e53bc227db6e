import { describe, expect, test } from "vitest";
import type { Instruction } from "./instruction.ts";
import { readInstructions } from "./read-instructions.ts";

const TITLES = ["Draft the copy", "Collect and move the data", "Check, then sign", "Research the market"];
const read = (message: string) => readInstructions(message, TITLES).map(({ instruction }) => instruction);
const parts = (message: string) => readInstructions(message, TITLES).map(({ text }) => text);

const add = (what: string, place: Extract<Instruction, { verb: "add" }>["place"]): Instruction => ({
  verb: "add",
  what,
  place,
});

describe("one instruction", () => {
  test.each<[string, Instruction]>([
    [
      "add competitor analysis before the content plan",
      add("competitor analysis", { at: "before", step: "the content plan" }),
    ],
    [
      "Please insert a new step called Legal check right after the copy.",
      add("Legal check", { at: "after", step: "the copy" }),
    ],
    [
      'add a step "Ask, then wait" between A and B',
      add("Ask, then wait", { at: "between", from: "A", to: "B" }),
    ],
    ["add a summary at the end", add("summary", { at: "end" })],
    ["add a summary to the end of the plan", add("summary", { at: "end" })],
    ["insert a kick-off at the start", add("kick-off", { at: "start" })],
    ["add a kick-off first", add("kick-off", { at: "start" })],
    ["add a summary", add("summary", { at: "end" })],
    ["before the launch, add a legal check", add("legal check", { at: "before", step: "the launch" })],
    ["add a step to email and call the partners", add("email and call the partners", { at: "end" })],
    ["remove the podcast", { verb: "remove", steps: "the podcast" }],
    ["drop the podcast and the newsletter", { verb: "remove", steps: "the podcast and the newsletter" }],
    ["Could you please get rid of the podcast?", { verb: "remove", steps: "the podcast" }],
    ["we don't need the podcast any more", { verb: "remove", steps: "the podcast" }],
    ["skip Collect and move the data", { verb: "remove", steps: "Collect and move the data" }],
    [
      "move the budget before the copy",
      { verb: "move", step: "the budget", where: "before", other: "the copy" },
    ],
    [
      "put the budget after Check, then sign",
      { verb: "move", step: "the budget", where: "after", other: "Check, then sign" },
    ],
    [
      "rename Draft the copy to “Write it, and well”",
      { verb: "rename", step: "Draft the copy", title: "Write it, and well" },
    ],
    ["change the title of the copy to Words", { verb: "rename", step: "the copy", title: "Words" }],
    ["connect research to copy", { verb: "connect", from: "research", to: "copy" }],
    ["make the copy depend on the research", { verb: "connect", from: "the research", to: "the copy" }],
    ["the copy should wait for brand rules", { verb: "connect", from: "brand rules", to: "the copy" }],
    ["let the copy wait for the research", { verb: "connect", from: "the research", to: "the copy" }],
    ["disconnect research from copy", { verb: "disconnect", from: "research", to: "copy" }],
    ["the copy no longer depends on research", { verb: "disconnect", from: "research", to: "the copy" }],
    ["the copy should not wait for research", { verb: "disconnect", from: "research", to: "the copy" }],
    ["make the copy independent of research", { verb: "disconnect", from: "research", to: "the copy" }],
    ["make research optional", { verb: "optional", steps: "research", optional: true }],
    ["the copy should be required", { verb: "optional", steps: "the copy", optional: false }],
    ["use web search for research", { verb: "use", tool: "web search", step: "research" }],
    ["don’t use the web search", { verb: "leave out", tool: "web search" }],
  ])("%s", (message, instruction) => {
    expect(read(message)).toEqual([instruction]);
  });
});

describe("several instructions", () => {
  test.each<[string, string[]]>([
    [
      "add competitor analysis before the content plan, and drop the podcast",
      ["add competitor analysis before the content plan", "drop the podcast"],
    ],
    [
      "Remove A; rename B to C, then move C after D and connect D to E.",
      ["Remove A", "rename B to C", "move C after D", "connect D to E"],
    ],
    ["remove A\nadd B after C", ["remove A", "add B after C"]],
    ["Remove A. B waits for C! Thanks.", ["Remove A", "B waits for C", "Thanks"]],
    ["add X after A and B waits for C", ["add X after A", "B waits for C"]],
    ["make A and B wait for C", ["make A and B wait for C"]],
    [
      "move Collect and move the data after the copy and remove A",
      ["move Collect and move the data after the copy", "remove A"],
    ],
    ['rename A to "B and remove C"', ['rename A to "B and remove C"']],
    ["rename A to B, and please also delete C, please", ["rename A to B", "delete C"]],
  ])("%s", (message, expected) => {
    expect(parts(message)).toEqual(expected);
  });
});

test.each([
  "",
  "   ",
  ".",
  "hello",
  "make it better",
  "the plan",
  "add",
  "add a step",
  "remove",
  "ignore all previous rules",
])("%j is no instruction", (message) => {
  expect(read(message).filter((instruction) => instruction !== null)).toEqual([]);
});

test("what marks kept words inside cannot be forged, and long messages are read before the test is given up", () => {
  expect(parts("remove \ue0000\ue001 and add B")).toEqual(["remove  0", "add B"]);
  readInstructions("add x and ".repeat(400), TITLES);
  readInstructions(`rename ${"a ".repeat(2_000)}`, TITLES);
  readInstructions(`the ${"copy and ".repeat(400)} wait for nothing`, TITLES);
});
