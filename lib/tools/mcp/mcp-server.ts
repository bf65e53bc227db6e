import type { McpPlace } from "#lib/domain/mcp.ts";
import { ToolError, type ToolContext } from "../contract.ts";
import type { Credential } from "../http/credentials.ts";
import { McpConnection } from "./connection.ts";
import { connectFailure } from "./failure.ts";
import { HttpTransport } from "./http-transport.ts";
import type { McpProcesses } from "./processes.ts";
import type { SignIn } from "./sign-in/sign-in.ts";

/** A server that a workspace has, by its name there. */
export type McpServer = { workspaceId: string; name: string; place: McpPlace };

/** What a server is reached with: the installation's processes, and what a call has to reach others. */
export type McpMeans = {
  processes: McpProcesses;
  /** Null: nobody signs in at the server. */
  signIn: SignIn | null;
} & Pick<ToolContext, "http" | "secret" | "signal" | "now">;

/**
 * Does a piece of work with a server. One that is a process is held for it; with one over HTTP a session is begun and ended, so that each
 * piece of work goes where it may go itself, with the secrets that it may use.
 * @param work gets the connection, and what the server has said of its own troubles
 * @throws ToolError when it cannot be reached; what the work throws
 */
export async function withServer<T>(
  { workspaceId, name, place }: McpServer,
  means: McpMeans,
  work: (connection: McpConnection, said: () => string) => Promise<T>,
): Promise<T> {
  const { processes, signal } = means;
  if (place.kind === "command") {
    const { connection, said, release } = await processes.hold(workspaceId, name, signal);
    try {
      return await work(connection, said);
    } finally {
      release();
    }
  }
  const known = place.secret === null ? null : await credentialOf(place.secret, means);
  const transport = new HttpTransport({
    url: place.url,
    http: means.http,
    secrets: known === null ? [] : [known.credential],
    hidden: known === null ? [] : [known.value],
    signIn: means.signIn,
  });
  const connection = await open(transport, name, means);
  try {
    return await work(connection, () => "");
  } finally {
    await connection.close();
  }
}

async function open(
  transport: HttpTransport,
  server: string,
  { signal, now }: McpMeans,
): Promise<McpConnection> {
  try {
    return await McpConnection.open(transport, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw connectFailure(cause, { server, said: "", now });
  }
}

async function credentialOf(
  { name, header, prefix }: { name: string; header: string; prefix: string },
  { secret }: McpMeans,
): Promise<{ credential: Credential; value: string }> {
  const { value, hosts } = await secret(name);
  if (/[^\x20-\x7e]/.test(value))
    throw new ToolError("bad_secret", `The secret “${name}” has characters that no header can have.`);
  return { credential: { name, hosts, headers: { [header]: prefix + value } }, value };
}
