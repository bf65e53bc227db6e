import { json } from "#lib/actions/respond.ts";
import { strangerContext } from "#lib/auth/actor.ts";
import { createLogger } from "#lib/config/logger.ts";
import { needsSetup } from "#lib/services/needs-setup.ts";

/** Public: 200 when this process answers and reaches its database, 503 when it does not. Says nothing else to strangers. */
export async function GET(): Promise<Response> {
  try {
    await needsSetup({ ctx: await strangerContext() });
    return json({ status: "ok" }, 200);
  } catch (err) {
    createLogger("web").warn({ err }, "the health check failed");
    return json({ status: "unavailable" }, 503);
  }
}
