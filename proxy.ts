import { type NextRequest, NextResponse } from "next/server";
import { failed } from "#lib/actions/respond.ts";
import { STATUS, toFailure } from "#lib/actions/failure.ts";
import { strangerContext } from "#lib/auth/actor.ts";
import { contentSecurityPolicy, SECURITY_HEADERS, SHARE_HEADERS } from "#lib/auth/content-security.ts";
import { isPublic, isShared } from "#lib/auth/public-routes.ts";
import { currentSession } from "#lib/auth/session.ts";
import { countShareRequest } from "#lib/auth/share-limit.ts";
import { env } from "#lib/config/env.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { needsSetup } from "#lib/services/needs-setup.ts";

/**
 * Everything but the built files, which hold nothing of anybody's, and requests that bring a file: Next hands a request on only when
 * it has all of it in memory, and no more than a limit. Their route checks who sends them itself, like every route.
 */
export const config = {
  matcher: [
    "/((?!_next/static/|icon\\.svg$|favicon\\.ico$|api/knowledge$).*)",
    { source: "/api/knowledge", missing: [{ type: "header", key: "x-planwright-file" }] },
  ],
};

/** Runs before every page, action and route: sends strangers to the door, and puts the security headers on. */
export async function proxy(request: NextRequest): Promise<Response> {
  const { pathname } = request.nextUrl;
  const isApi = pathname === "/api" || pathname.startsWith("/api/");
  const response = !isReadable(pathname)
    ? failed({ code: "not_found", message: "There is no such address.", issues: [] })
    : isApi
      ? await guardApi(pathname)
      : await guardPage(request);
  for (const [name, value] of SECURITY_HEADERS) response.headers.set(name, value);
  if (isShared(pathname)) for (const [name, value] of SHARE_HEADERS) response.headers.set(name, value);
  return response;
}

/** Next answers 500 to a path that is no UTF-8 ("/plans/%ff"). */
function isReadable(pathname: string): boolean {
  try {
    return decodeURIComponent(pathname) !== "";
  } catch {
    return false;
  }
}

async function guardApi(pathname: string): Promise<Response> {
  try {
    if (isShared(pathname)) await countShare();
    if (isPublic(pathname) || (await currentSession())) return NextResponse.next();
    throw new DomainError("unauthenticated", "You are not signed in. Sign in and try again.");
  } catch (error) {
    return failed(toFailure(error));
  }
}

async function guardPage(request: NextRequest): Promise<Response> {
  try {
    const shared = isShared(request.nextUrl.pathname);
    if (shared) await countShare();
    const door = shared ? null : await doorFor(request);
    if (door) return NextResponse.redirect(new URL(door, request.url), 303);
  } catch (error) {
    const { code, message } = toFailure(error);
    const status = code === "limit" ? STATUS.limit : 503;
    return new Response(`${message}\n`, { status, headers: { "retry-after": "5" } });
  }
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy(nonce, env().NODE_ENV === "development");
  const headers = new Headers(request.headers);
  // Next reads the nonce for its own scripts from the policy, the layout reads it from x-nonce.
  headers.set("content-security-policy", policy);
  headers.set("x-nonce", nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Counts a request that a link's token comes with. */
async function countShare(): Promise<void> {
  const { db, address } = await strangerContext();
  await countShareRequest(db, address);
}

/** Where a request for a page must go instead, or null when it may go on. */
async function doorFor(request: NextRequest): Promise<string | null> {
  const { pathname, search } = request.nextUrl;
  // A server action asks for the session itself, and answers a stranger in words, on the page where the person's unsaved work is.
  if (request.method === "POST" && request.headers.has("next-action")) return null;
  if (await currentSession()) return isPublic(pathname) ? "/" : null;
  if (await needsSetup({ ctx: await strangerContext() })) return pathname === "/setup" ? null : "/setup";
  if (pathname === "/sign-in") return null;
  return pathname === "/" || pathname === "/setup"
    ? "/sign-in"
    : `/sign-in?callbackUrl=${encodeURIComponent(pathname + search)}`;
}
