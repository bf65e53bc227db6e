import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Finds out whether a TCP port can be listened on.
 * @returns null when it can, or the system's error code (EADDRINUSE, EACCES, EADDRNOTAVAIL, ...)
 */
export function portTrouble(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (cause: NodeJS.ErrnoException) => resolve(cause.code ?? cause.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** Below what systems give to outgoing connections (Linux from 32768, others from 49152). */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_767;

/**
 * A loopback port that is free at this moment. Not one that an outgoing connection may be given: while a server is away, somebody
 * who tries to reach it could be given its very port, and would then talk to themselves and keep it from coming back.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if ((await portTrouble("127.0.0.1", port)) === null) return port;
  }
  throw new Error(`No port from ${FIRST_PORT} to ${LAST_PORT} is free.`);
}
