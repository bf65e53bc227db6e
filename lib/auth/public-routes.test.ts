import { expect, test } from "vitest";
import { isPublic } from "./public-routes.ts";

test.each(["/setup", "/sign-in", "/api/health", "/api/auth/csrf", "/api/auth/callback/credentials"])(
  "%s is public",
  (path) => expect(isPublic(path)).toBe(true),
);

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
])("%s is not", (path) => expect(isPublic(path)).toBe(false));
