"use server";

import { strangerContext } from "#lib/auth/actor.ts";
import { env } from "#lib/config/env.ts";
import { createOwner as verb } from "#lib/services/create-owner.ts";
import { attempt } from "./act.ts";

/** Makes the first account, for a stranger. Sign in afterwards with the same e-mail and password. */
export async function createOwner(input: Parameters<typeof verb>[0]["input"]) {
  return attempt(async () => {
    const setupCode = env().PLANWRIGHT_SETUP_CODE ?? null;
    return verb({ ctx: { ...(await strangerContext()), setupCode }, input });
  });
}
