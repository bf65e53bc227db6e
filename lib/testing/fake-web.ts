import type { RequestListener } from "node:http";
import { connect, type Socket } from "node:net";
import type { ConnectMeans } from "#lib/tools/http/guarded-connector.ts";
import { startRawServer } from "./fake-models.ts";

/** Addresses by name; a function is asked anew at each look-up. */
export type Names = Record<string, readonly string[] | (() => readonly string[])>;

/** An internet on loopback: what a guarded client dials is noted, and leads to one server here whatever the address. */
export type FakeWeb = {
  connect: ConnectMeans;
  /** Every address that was dialled, with its port: "93.184.215.14:80". */
  dialled: string[];
  /** Every name that was looked up. */
  resolved: string[];
  /** Where the server really listens. */
  port: number;
  close: () => Promise<void>;
};

/** Starts a server that answers for every host, with names that only this web knows. */
export async function startFakeWeb(listener: RequestListener, names: Names = {}): Promise<FakeWeb> {
  const server = await startRawServer(listener);
  const port = Number(new URL(server.address).port);
  return { ...fakeNet(names, () => connect({ host: "127.0.0.1", port })), port, close: server.close };
}

/** The same without a server: a dialled address gives the socket that `open` makes. */
export function fakeNet(names: Names, open: () => Socket): Pick<FakeWeb, "connect" | "dialled" | "resolved"> {
  const dialled: string[] = [];
  const resolved: string[] = [];
  return {
    dialled,
    resolved,
    connect: {
      resolve: (host) => {
        resolved.push(host);
        const known = Object.hasOwn(names, host) ? names[host] : undefined;
        const addresses = typeof known === "function" ? known() : known;
        if (addresses) return Promise.resolve(addresses);
        return Promise.reject(Object.assign(new Error(`No such name: ${host}`), { code: "ENOTFOUND" }));
      },
      dial: ({ host, port }) => {
        dialled.push(`${host}:${port}`);
        return open();
      },
    },
  };
}
