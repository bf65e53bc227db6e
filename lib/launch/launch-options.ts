import { isIP } from "node:net";
import { parseArgs } from "node:util";

/** What `npm start` was told. */
export type LaunchOptions = {
  /**
   * "build" serves a production build that is fresh, "as-built" the one that is there; "dev" compiles pages when they are asked
   * for.
   */
  mode: "build" | "as-built" | "dev";
  host: string;
  port: number;
  /** Whether web and worker write to the terminal instead of to log files. */
  showLogs: boolean;
  /** Only set up and build, as an image does when it is made. */
  buildOnly: boolean;
};

/** What `npm start -- --help` prints. */
export const usage = `npm start -- [options]

  --port <number>  where the web listens (PORT; 3000)
  --host <address> which address it listens on (HOST; 127.0.0.1)
  --logs           write the logs of web and worker to the terminal
  --as-built       serve the build that is there, without looking whether it is fresh
  --build-only     set up and build, and start nothing
  --dev            compile pages when they are asked for (npm run dev)

PLANWRIGHT_DATA_DIR keeps data elsewhere; DATABASE_URL uses another Postgres and starts none.`;

/**
 * Reads the command line, and what it leaves out from the environment.
 * @returns null when help was asked for
 * @throws Error with a message for a person
 */
export function parseLaunchOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): LaunchOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      host: { type: "string" },
      dev: { type: "boolean", default: false },
      logs: { type: "boolean", default: false },
      "as-built": { type: "boolean", default: false },
      "build-only": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  const given = values.port ?? (environment["PORT"] || "3000");
  const port = Number(given);
  if (!/^\d+$/.test(given) || port < 1 || port > 65_535) {
    throw new Error(`"${given}" is not a port. Use a number from 1 to 65535: npm start -- --port 4000`);
  }
  const host = values.host ?? (environment["HOST"] || "127.0.0.1");
  return {
    mode: values.dev ? "dev" : values["as-built"] ? "as-built" : "build",
    host,
    port,
    showLogs: values.logs || values.dev,
    buildOnly: values["build-only"],
  };
}

/** Whether only this machine can reach what listens on an address. */
export function isLoopback(host: string): boolean {
  if (host === "localhost" || host === "::1") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}

/** The address a person opens for what listens on a host and port. */
export function addressOf(host: string, port: number): string {
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? "localhost" : isIP(host) === 6 ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
