import { describe, expect, it } from "vitest";
import { MOST_MESSAGE_CHARACTERS } from "#lib/domain/needed-changes.ts";
import { joinText } from "./join-text.ts";

describe("joinText", () => {
  it("gives the comment where nothing was written", () => {
    expect(joinText("", "Name the market")).toBe("Name the market");
    expect(joinText(" \n", "Name the market")).toBe("Name the market");
  });

  it("keeps what was written and not sent", () => {
    expect(joinText("Add a review ", "Name the market")).toBe("Add a review\nName the market");
  });

  it("says a comment once, however often it is asked about", () => {
    expect(joinText("Name the market, please", "Name the market")).toBe("Name the market, please");
  });

  it("stays within a message's length, and cuts the comment first", () => {
    const joined = joinText("Add a review", "x".repeat(MOST_MESSAGE_CHARACTERS));
    expect(joined).toHaveLength(MOST_MESSAGE_CHARACTERS);
    expect(joined.startsWith("Add a review\nx")).toBe(true);
  });
});
