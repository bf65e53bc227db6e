import { requestContext, type RequestContext } from "#lib/auth/actor.ts";
import type { Result } from "#lib/domain/errors.ts";
import { toFailure } from "./failure.ts";

/**
 * Runs a verb for the member who makes this request. What every server action does, apart from which verb: nothing throws to the
 * browser, and a stranger is answered `unauthenticated`.
 */
export async function act<T>(verb: (ctx: RequestContext) => Promise<T>): Promise<Result<T>> {
  return attempt(async () => verb(await requestContext()));
}

/** Runs something and gives its value, or the failure a person is told of. */
export async function attempt<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: toFailure(error) };
  }
}
