import { expect, test } from "vitest";
import { isPublic, isShared } from "./public-routes.ts";

test.each([
  "/setup",
  "/sign-in",
  "/share/token",
  "/api/health",
  "/api/auth/csrf",
  "/api/auth/callback/credentials",
  "/api/share/token",
  "/api/share/token/steps/a.1/output",
  "/api/share/token/steps/a/files/report.md",
])("%s is public", (path) => expect(isPublic(path)).toBe(true));

test.each([
  "/",
  "/plans",
  "/setup/more",
  "/sign-in2",
  "/api/auth",
  "/api/authority",
  "/api/healthy",
  "/api/plans",
  "/SIGN-IN",
  "/api/health/../plans",
  "/share",
  "/share/",
  "/share/token/more",
  "/api/share/token/steps",
  "/api/share/token/steps/a/files",
  "/api/shared/token",
])("%s is not", (path) => expect(isPublic(path)).toBe(false));

test.each(["/share/token", "/api/share/token", "/api/share/token/steps/a"])("%s is a link's", (path) =>
  expect(isShared(path)).toBe(true),
);

test.each(["/setup", "/api/health", "/share", "/shared/token", "/plans/share"])("%s is no link's", (path) =>
  expect(isShared(path)).toBe(false),
);
