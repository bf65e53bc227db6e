import { headers } from "next/headers";
import { requestOrigin } from "#lib/auth/request-origin.ts";
import { env } from "#lib/config/env.ts";

/** Where authorization servers send people back to: the installation's public address. */
export async function signInAddress(): Promise<string> {
  return `${requestOrigin(await headers(), env().NEXTAUTH_URL)}/api/mcp-servers/signed-in`;
}
