import type { CookiesOptions, NextAuthOptions } from "next-auth";
import { env } from "#lib/config/env.ts";
import type { Db } from "#lib/db/client.ts";
import { Id } from "#lib/domain/ids.ts";
import { liveSessionUser, openSession, SESSION_SECONDS } from "./sessions.ts";

declare module "next-auth" {
  /** `user` is missing when there is no live session: next-auth then gives `{}`, which is truthy. */
  interface Session {
    user?: { id: string; name?: string | null; email?: string | null };
    sessionId?: string;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    /** Id of the row in user_sessions that this cookie stands for. */
    sid?: string;
  }
}

/** The cookie that carries a session; `__Secure-` binds it to https where there is https. */
export function sessionCookie(secure: boolean): CookiesOptions["sessionToken"] {
  return {
    name: `${secure ? "__Secure-" : ""}planwright.session`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  };
}

function secret(): string {
  const value = env().NEXTAUTH_SECRET;
  if (!value)
    throw new Error(
      "NEXTAUTH_SECRET is not set; `npm start` makes one, or set at least 32 random characters.",
    );
  return value;
}

/** Thrown inside next-auth to make it drop the cookie of a session that is no more. */
class SessionEnded extends Error {}

/**
 * What next-auth needs to read a session, and all but the providers of what it needs to make one.
 *
 * The cookie is an encrypted token that names a row of user_sessions. The row is looked up every time the token is read, so
 * revoking it ends the session at once, which a bare token cannot do.
 * @param origin where the browser thinks it is, as `requestOrigin` gives it; https makes the cookies secure
 * @param onFault told when the session could not be looked up at all (the database is away): next-auth swallows that and says
 *   "signed out", so whoever asked must not believe it
 */
export function sessionOptions(
  db: Db,
  origin: string,
  onFault: (cause: unknown) => void,
): Omit<NextAuthOptions, "providers"> {
  const secure = origin.startsWith("https://");
  return {
    secret: secret(),
    useSecureCookies: secure,
    cookies: { sessionToken: sessionCookie(secure) },
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    callbacks: {
      jwt: async ({ token, user }) => {
        if (user)
          return { sub: user.id, name: user.name, email: user.email, sid: await openSession(db, user.id) };
        const sid = Id.safeParse(token.sid);
        const userId = sid.success ? await liveSessionUser(db, sid.data) : null;
        if (userId === null || userId !== token.sub) throw new SessionEnded();
        return token;
      },
      session: ({ session, token }) => ({
        expires: session.expires,
        sessionId: token.sid,
        user: { id: token.sub ?? "", name: token.name, email: token.email },
      }),
      redirect: ({ url }) => {
        const target = URL.canParse(url, origin) ? new URL(url, origin) : null;
        return target?.origin === origin ? target.href : origin;
      },
    },
    logger: {
      // next-auth reports through this what it then swallows; an old cookie is no news.
      error: (code, metadata) => {
        const cause = metadata instanceof Error ? metadata : metadata.error;
        if (code === "JWT_SESSION_ERROR" && (cause instanceof SessionEnded || isUnreadableToken(cause)))
          return;
        onFault(cause);
      },
      warn: () => {},
      debug: () => {},
    },
  };
}

/** A cookie from another installation or an older secret: jose cannot decrypt it. (Its class names do not survive the build.) */
function isUnreadableToken(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  return cause.message === "JWT invalid" || ("code" in cause && String(cause.code).startsWith("ERR_JW"));
}
