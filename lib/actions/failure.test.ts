import { expect, test } from "vitest";
import { DomainError, ErrorCode } from "#lib/domain/errors.ts";
import { STATUS, toFailure } from "./failure.ts";

test("a domain error speaks for itself, with its fields", () => {
  const issues = [{ path: ["goal"], message: "The goal is empty." }];
  expect(toFailure(new DomainError("invalid", "The goal is empty.", { issues }))).toEqual({
    code: "invalid",
    message: "The goal is empty.",
    issues,
  });
});

test.each([
  new Error("duplicate key violates users_email_key"),
  new DomainError("internal", "step_runs is inconsistent"),
  "users.password_hash",
  undefined,
])("of anything else only an id leaves the server (%s)", (error) => {
  const failure = toFailure(error);
  expect(failure).toMatchObject({ code: "internal", issues: [] });
  expect(failure.message).toContain(failure.id);
  expect(JSON.stringify(failure)).not.toMatch(/users|step_runs/);
});

test("a database that is away is said to be away, without its address", () => {
  const error = Object.assign(new Error("Can't reach database server at 10.0.0.5:5432"), { code: "P1001" });
  const failure = toFailure(error);
  expect(failure.code).toBe("unavailable");
  expect(failure.message).not.toContain("10.0.0.5");
});

test("every code has a status that means failure", () => {
  for (const code of ErrorCode.options) expect(STATUS[code]).toBeGreaterThanOrEqual(400);
});
