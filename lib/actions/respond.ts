import { z } from "zod";
import { requestContext, strangerContext, type RequestContext } from "#lib/auth/actor.ts";
import { DomainError, type Failure } from "#lib/domain/errors.ts";
import { Id, StepRunId } from "#lib/domain/ids.ts";
import { STATUS, toFailure } from "./failure.ts";

/** What a route's handler gets: who asks, the path's parameters (ids already checked), the query, and the request. */
export type Call<P, C = RequestContext> = {
  ctx: C;
  params: P;
  query: URLSearchParams;
  request: Request;
};

/** The status, by custom, of a request whose client did not wait. */
const GONE_AWAY = 499;

type RouteHandler<P> = (request: Request, context: { params: Promise<P> }) => Promise<Response>;

/** Which shape a path parameter must have, by its name in the folder: what does not fit names nothing that exists. */
const PARAMETERS: Record<string, z.ZodString> = {
  planId: Id,
  runId: Id,
  documentId: Id,
  stepId: StepRunId,
  // Of a plan's version.
  number: z.string().regex(/^[1-9]\d{0,8}$/),
};

/**
 * A route handler for signed-in members: gets the actor, checks the ids in the path, and answers with what `handle` gives, as JSON
 * unless it is a Response itself. Errors become `{ error: Failure }` with their status.
 */
export function respond<P extends Record<string, string>>(
  handle: (call: Call<P>) => Promise<unknown>,
): RouteHandler<P> {
  return answering(requestContext, handle);
}

/** The same for whoever comes with a link's token: what it shows is the verb's to say. */
export function respondToAnyone<P extends Record<string, string>>(
  handle: (call: Call<P, Awaited<ReturnType<typeof strangerContext>>>) => Promise<unknown>,
): RouteHandler<P> {
  return answering(strangerContext, handle);
}

function answering<P extends Record<string, string>, C>(
  contextOf: () => Promise<C>,
  handle: (call: Call<P, C>) => Promise<unknown>,
): RouteHandler<P> {
  return async (request, context) => {
    try {
      const ctx = await contextOf();
      // Next gives none to a route without parameters, whatever its type says.
      const params = (await context.params) ?? ({} as P);
      for (const [name, value] of Object.entries(params)) {
        if (PARAMETERS[name]?.safeParse(value).success === false)
          throw new DomainError("not_found", "There is no such thing.");
      }
      const answer = await handle({ ctx, params, query: new URL(request.url).searchParams, request });
      return answer instanceof Response ? answer : json(answer, 200);
    } catch (error) {
      // Nobody is there to be told, and what was given up is no fault.
      if (request.signal.aborted) return new Response(null, { status: GONE_AWAY });
      return failed(toFailure(error));
    }
  };
}

/** A JSON answer that nobody may keep. */
export function json(value: unknown, status: number): Response {
  return Response.json(value, { status, headers: { "cache-control": "no-store" } });
}

/** The answer for a failure: its status by its code, its body `{ error }`. */
export function failed(error: Failure): Response {
  return json({ error }, STATUS[error.code]);
}
