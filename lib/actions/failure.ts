import { createLogger } from "#lib/config/logger.ts";
import { DomainError, type ErrorCode, type Failure } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";

/** HTTP status of each code, the one place that says so. */
export const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limit: 429,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

const log = createLogger("web");

/**
 * What a person outside is told of an error. A domain error speaks for itself; of anything else only an id leaves the server, and
 * the cause is logged under it.
 */
export function toFailure(error: unknown): Failure {
  if (error instanceof DomainError && error.code !== "internal") {
    return { code: error.code, message: error.message, issues: error.issues };
  }
  if (isDatabaseAway(error)) {
    log.warn({ err: error }, "a request found no database");
    const message = "The database cannot be reached. Try again in a moment.";
    return { code: "unavailable", message, issues: [] };
  }
  const id = newId();
  log.error({ err: error, id }, "a request failed");
  const message = `Something went wrong on the server. It is in the server's log as ${id}.`;
  return { code: "internal", message, issues: [], id };
}

/** Prisma's codes for a database it cannot reach (P1001, P1002), that closed the connection (P1017), or gave none in time (P2024). */
function isDatabaseAway(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    ["P1001", "P1002", "P1017", "P2024"].includes(String(error.code))
  );
}
