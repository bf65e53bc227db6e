import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { Db } from "#lib/db/client.ts";
import { sessionOptions } from "./options.ts";

/** What signing in and out take from services, which this room may not import. */
export type SignInPorts = {
  /** @throws Error whose message the person is shown */
  authenticate: (credentials: {
    email: string;
    password: string;
  }) => Promise<{ id: string; name: string; email: string }>;
  revoke: (session: { sessionId: string; userId: string }) => Promise<void>;
  /** Told of what next-auth swallows: its answer is then not to be believed. */
  onFault: (cause: unknown) => void;
};

/**
 * next-auth's full options: its route signs in by e-mail and password, and really ends a session on sign-out.
 * The browser calls `signIn("credentials", { email, password, redirect: false })` of next-auth/react; `error` in the answer is a
 * sentence to show, and is missing when it worked.
 */
export function signInOptions(db: Db, origin: string, ports: SignInPorts): NextAuthOptions {
  return {
    ...sessionOptions(db, origin, ports.onFault),
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: (given) =>
          ports.authenticate({ email: given?.email ?? "", password: given?.password ?? "" }),
      }),
    ],
    events: {
      signOut: async ({ token }) => {
        if (token?.sid && token.sub) await ports.revoke({ sessionId: token.sid, userId: token.sub });
      },
    },
  };
}
