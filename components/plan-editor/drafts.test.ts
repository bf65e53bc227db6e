import { expect, test } from "vitest";
import { forgetDrafts, type Drafts } from "./drafts.ts";

function left(place: string): string[] {
  const names = ["a/title", "a/args.list.0", "a/args.list.1.name", "a/args.lists", "ab/title"];
  const drafts: Drafts = new Map(
    names.map((name) => [name, { text: "12a", problem: "No.", value: "12", again: null }]),
  );
  forgetDrafts(drafts, place);
  return names.filter((name) => !drafts.has(name));
}

test("a place is forgotten with its parts, and no other that is called nearly the same", () => {
  expect(left("a/title")).toEqual(["a/title"]);
  expect(left("a/args.list")).toEqual(["a/args.list.0", "a/args.list.1.name"]);
  expect(left("a/args.list.1")).toEqual(["a/args.list.1.name"]);
  expect(left("a/args")).toEqual(["a/args.list.0", "a/args.list.1.name", "a/args.lists"]);
});
