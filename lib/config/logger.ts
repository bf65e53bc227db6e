import { pino, type DestinationStream, type Logger } from "pino";
import { logLevel } from "#lib/config/env.ts";

export type { Logger };

/** Names under which a secret may travel; one level of nesting is covered too, since pino's paths are literal. */
const secretNames = [
  "password",
  "passwordHash",
  "secret",
  "token",
  "apiKey",
  "authorization",
  "cookie",
  "setupCode",
  "databaseUrl",
  "connectionString",
];
const secretPaths = secretNames.flatMap((name) => [
  name,
  `*.${name}`,
  `*.headers.${name}`,
  `headers.${name}`,
]);

/**
 * Makes a logger that writes JSON lines and replaces secrets by "[redacted]".
 * @param name which program or room is speaking, such as "worker"
 * @param destination where lines go; standard output when left out
 */
export function createLogger(name: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level: logLevel(),
    redact: { paths: secretPaths, censor: "[redacted]" },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(options, destination) : pino(options);
}

type ErrorLine = { type: string; message: string; code?: string; stack?: string; cause?: ErrorLine };

/** Only these fields: a database driver's error carries the whole connection with it. */
function describeError(err: unknown): ErrorLine {
  if (!(err instanceof Error)) return { type: typeof err, message: String(err) };
  const line: ErrorLine = { type: err.name, message: err.message };
  if ("code" in err && typeof err.code === "string") line.code = err.code;
  if (err.stack) line.stack = err.stack;
  if (err.cause !== undefined) line.cause = describeError(err.cause);
  return line;
}
