import { expect, test } from "vitest";
import type { Failure } from "#lib/domain/errors.ts";
import { firstMessage, generalMessage, issueFor } from "./issue-messages.ts";

const failure: Failure = {
  code: "invalid",
  message: "The e-mail address is not valid.",
  issues: [{ path: ["email"], message: "The e-mail address is not valid." }],
};

test("an issue stands beside its field and not above the form as well", () => {
  expect(issueFor(failure, "email")).toBe("The e-mail address is not valid.");
  expect(issueFor(failure, "password")).toBeNull();
  expect(generalMessage(failure, ["email", "password"])).toBeNull();
});

test("an issue of a field that the form does not show stands above it", () => {
  expect(generalMessage(failure, ["password"])).toBe("The e-mail address is not valid.");
  expect(generalMessage({ code: "limit", message: "Too many tries.", issues: [] }, ["email"])).toBe(
    "Too many tries.",
  );
  expect(generalMessage(null, ["email"])).toBeNull();
});

test("a form of one field shows the first issue beside it, or the message when there is none", () => {
  const issues = [{ path: ["note"], message: "Say what should change." }];
  expect(firstMessage({ ...failure, issues })).toBe("Say what should change.");
  expect(firstMessage({ ...failure, issues: [] })).toBe("The e-mail address is not valid.");
  expect(firstMessage(null)).toBeNull();
});
