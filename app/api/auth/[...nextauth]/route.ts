import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { failed, json } from "#lib/actions/respond.ts";
import { toFailure } from "#lib/actions/failure.ts";
import { strangerContext } from "#lib/auth/actor.ts";
import { requestOrigin } from "#lib/auth/request-origin.ts";
import { signInOptions } from "#lib/auth/sign-in-options.ts";
import { env } from "#lib/config/env.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { authenticate } from "#lib/services/authenticate.ts";
import { revokeSession } from "#lib/services/revoke-session.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

/** What next-auth/react asks of the route. next-auth offers more, such as `_log`, by which strangers write to the log. */
const OFFERED = {
  GET: ["csrf", "providers", "session"],
  POST: ["callback/credentials", "signout"],
} as const;

const MOST_BYTES = 10_000;

async function answer(request: NextRequest, context: Context): Promise<Response> {
  try {
    const path = (await context.params).nextauth.join("/");
    const method = request.method === "POST" ? "POST" : "GET";
    if (!OFFERED[method].some((offered) => offered === path))
      throw new DomainError("not_found", "There is nothing here.");
    if (method === "POST") checkBody(request);
    // next-auth answers a malformed return address with a 500; nothing here needs one in the query.
    request.nextUrl.search = "";
    const ctx = await strangerContext();
    const origin = requestOrigin(request.headers, env().NEXTAUTH_URL);
    const faults: unknown[] = [];
    const options = signInOptions(ctx.db, origin, {
      authenticate: async (credentials) => {
        try {
          return await authenticate({ ctx, input: credentials });
        } catch (error) {
          // next-auth puts the message into its answer: it must be one for people.
          throw new Error(toFailure(error).message, { cause: error });
        }
      },
      revoke: (input) => revokeSession({ ctx, input }),
      onFault: (cause) => faults.push(cause),
    });
    const response: unknown = await NextAuth(request, context, options);
    if (faults.length > 0) throw faults[0];
    if (response instanceof Response)
      return method === "POST" ? await sayWhenForged(response, origin) : response;
    throw new Error("next-auth gave no response.");
  } catch (error) {
    return failed(toFailure(error));
  }
}

/**
 * A form without the token of its own cookie is answered by next-auth with a link and no error, which its browser part takes for
 * success. Most often a browser that keeps no cookies sent it, so a person is told.
 */
async function sayWhenForged(response: Response, origin: string): Promise<Response> {
  const body = await response.clone().text();
  if (!body.includes("csrf=true") && !response.headers.get("location")?.includes("csrf=true"))
    return response;
  const url = new URL("/sign-in", origin);
  url.searchParams.set(
    "error",
    "This page is out of date, or your browser keeps no cookies. Reload it and try again.",
  );
  return json({ url: url.href }, 403);
}

/** Small forms only: next-auth would read anything into memory, and throw at JSON that is none. */
function checkBody(request: NextRequest): void {
  const form = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded");
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!form || !(length <= MOST_BYTES)) throw new DomainError("invalid", "Send a short form.");
}

export { answer as GET, answer as POST };
