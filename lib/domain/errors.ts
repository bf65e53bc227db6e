import { z } from "zod";

/** The few codes a domain error can have; each edge (action, REST, stream) maps each once. */
export const ErrorCode = z.enum([
  "invalid",
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "limit",
  "unavailable",
  "internal",
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** One thing wrong with an input: where it is (path into the input) and a sentence a person can act on. */
export const Issue = z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() });
export type Issue = z.infer<typeof Issue>;

/** What a caller outside is told of a failure. `id` is present for internal errors, whose cause is in the log under it. */
export const Failure = z.object({
  code: ErrorCode,
  message: z.string(),
  issues: z.array(Issue).default([]),
  id: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

/** The answer of every server action. */
export type Result<T> = { ok: true; value: T } | { ok: false; error: Failure };

/** An error that services throw: a code, a message a person can act on, and the fields it concerns. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly issues: Issue[];

  constructor(code: ErrorCode, message: string, options: { issues?: Issue[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "DomainError";
    this.code = code;
    this.issues = options.issues ?? [];
  }
}

/**
 * Parses an input by its schema.
 * @throws DomainError `invalid` with one issue a field, when it does not fit.
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  checkShape(input);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    path: issue.path.map((key) => (typeof key === "number" ? key : String(key))),
    message: issue.message,
  }));
  throw new DomainError("invalid", issues[0]?.message ?? "The input is not valid.", { issues });
}

/** Schemas call themselves for every level, and would run out of stack at about a thousand. */
const MOST_LEVELS = 200;

/** Refuses what schemas could not read, or would read without a word about what they left out: they pass by a field of this name. */
function checkShape(input: unknown): void {
  // A set, since a server action's input may hold one object many times over, even within itself.
  let level = new Set([input]);
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > MOST_LEVELS) {
      throw new DomainError("invalid", `The input is nested more than ${MOST_LEVELS} levels deep.`);
    }
    const next = new Set<unknown>();
    for (const each of level) {
      if (typeof each !== "object" || each === null) continue;
      if (Object.hasOwn(each, "__proto__")) {
        throw new DomainError("invalid", "A field cannot be called “__proto__”. Give it another name.");
      }
      for (const part of Object.values(each)) next.add(part);
    }
    level = next;
  }
}
