import { lookup } from "node:dns/promises";
import { connect as connectSocket, isIP, type Socket } from "node:net";
import { buildConnector } from "undici";
import { abortable } from "../abortable.ts";
import { checkAddress, type Target } from "./check-url.ts";
import { OutboundError } from "./outbound-error.ts";

/** Gives a name's addresses, in the order in which they are to be tried. It need not know about signals. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Opens a connection to an address: the last thing before the network, and the only one that touches it. */
export type Dial = (address: { host: string; port: number; family: 4 | 6 }) => Socket;

/** What the connector works with; a test gives its own. `ca`: certificates trusted instead of the system's. */
export type ConnectMeans = { resolve: Resolve; dial: Dial; ca?: string };

/** As the rest of the machine resolves names: with its hosts file and search domains. */
export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** A plain connection to exactly this address. */
export const systemDial: Dial = ({ host, port, family }) =>
  connectSocket({ host, port, family, noDelay: true, keepAlive: true });

/** Addresses of a name that are tried, and how long each may take before the next gets its turn; the last has all that is left. */
const MOST_TRIES = 4;
const TRY_MS = 3_000;

/**
 * Connects to a checked target: looks its name up once, refuses it if a single one of its addresses is not allowed (a name that leads
 * both outside and inside is an attack or a mistake), and dials the very addresses that were judged. Server name and `Host` stay the
 * name's.
 * @param signal ends it
 * @throws OutboundError `address_blocked` or `unreachable`; what the socket or TLS failed with
 */
export async function connectTo(target: Target, means: ConnectMeans, signal: AbortSignal): Promise<Socket> {
  const addresses = await addressesOf(target, means, signal);
  const socket = await dialOne(addresses, target.port, means, signal);
  return target.secure ? secure(socket, target, means, signal) : socket;
}

type Address = { address: string; family: 4 | 6 };

async function addressesOf(target: Target, means: ConnectMeans, signal: AbortSignal): Promise<Address[]> {
  const { host, mayBeLocal } = target;
  // A literal needs no resolver, and must not be left to one: systems read "127.1" in their own ways.
  const found = isIP(host) === 0 ? await abortable(signal, () => resolveName(host, means)) : [host];
  if (found.length === 0) throw unknownHost(host, false);
  return found.map((address) => checkAddress(host, address, mayBeLocal)).slice(0, MOST_TRIES);
}

async function resolveName(host: string, { resolve }: ConnectMeans): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch (cause) {
    // The name server answered that there is no such name, or did not answer.
    const lasting = cause instanceof Error && "code" in cause && cause.code === "ENOTFOUND";
    throw unknownHost(host, !lasting, cause);
  }
}

function unknownHost(host: string, retryable: boolean, cause?: unknown): OutboundError {
  return new OutboundError("unreachable", `No address was found for ${host}.`, { retryable, cause });
}

async function dialOne(
  addresses: readonly Address[],
  port: number,
  { dial }: ConnectMeans,
  signal: AbortSignal,
): Promise<Socket> {
  let failure: unknown;
  for (const [index, { address, family }] of addresses.entries()) {
    signal.throwIfAborted();
    // It has somebody who hears of its failure at every moment, also between this and whoever uses it.
    const socket = dial({ host: address, port, family }).on("error", () => undefined);
    const patience = index === addresses.length - 1 ? null : TRY_MS;
    try {
      await connected(socket, signal, patience);
      return socket;
    } catch (cause) {
      failure = cause;
    }
  }
  throw failure;
}

async function secure(
  socket: Socket,
  { host, port }: Target,
  { ca }: ConnectMeans,
  signal: AbortSignal,
): Promise<Socket> {
  const connect = buildConnector({ allowH2: false, maxCachedSessions: 0, timeout: 0, ...(ca && { ca }) });
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  connect(
    { hostname: host, host, protocol: "https:", port: String(port), httpSocket: socket },
    (fault, made) => (fault ? reject(fault) : resolve(made)),
  );
  const onAbort = () => socket.destroy(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await abortable(signal, () => promise);
  } catch (cause) {
    socket.destroy();
    throw cause;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Waits for a connection; a socket that fails, is stopped or takes too long is destroyed. */
async function connected(socket: Socket, signal: AbortSignal, patienceMs: number | null): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = () => reject(signal.reason as Error);
  const timer =
    patienceMs === null ? null : setTimeout(() => reject(new Error("It did not answer.")), patienceMs);
  signal.addEventListener("abort", onAbort, { once: true });
  socket.once("connect", resolve).once("error", reject);
  try {
    await promise;
  } catch (cause) {
    socket.destroy();
    throw cause;
  } finally {
    socket.off("connect", resolve).off("error", reject);
    signal.removeEventListener("abort", onAbort);
    if (timer) clearTimeout(timer);
  }
}
