import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { claim, release } from "#lib/launch/claim.ts";
import { projectRoot } from "#lib/launch/data-directory.ts";
import { fingerprint, makeWhenStale } from "#lib/launch/fingerprint.ts";
import { step } from "#lib/launch/progress.ts";
import { runCommand } from "#lib/launch/run-command.ts";

const inRoot = (name: string) => path.join(projectRoot, name);
const cacheDirectory = inRoot(".cache");

/** What the built app is made from; the lock file stands for every package. */
const buildSources = [
  "app",
  "components",
  "lib",
  "public",
  "prisma/schema.prisma",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

/** Makes Prisma's client when the schema changed. */
export async function generateClient(stop?: AbortSignal): Promise<void> {
  const thing = {
    stamp: path.join(cacheDirectory, "prisma-client"),
    present: inRoot("lib/db/generated/client.ts"),
    wanted: fingerprint(projectRoot, ["prisma/schema.prisma", "package-lock.json"]),
  };
  await exclusively(() =>
    makeWhenStale(thing, () =>
      step("Generating the database client", () =>
        runOrThrow(
          ["node_modules/prisma/build/index.js", "generate", "--config", "prisma/prisma.config.ts"],
          stop,
          {
            // Generating needs no engine, but Prisma downloads one unless it is told of a file; it only looks that it exists.
            PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
            PRISMA_HIDE_UPDATE_MESSAGE: "1",
            CHECKPOINT_DISABLE: "1",
          },
        ),
      ),
    ),
  );
}

/** Builds the app for production when its sources changed. */
export async function buildApp(stop?: AbortSignal): Promise<void> {
  const thing = {
    stamp: inRoot(".next/planwright-sources"),
    present: inRoot(".next/BUILD_ID"),
    wanted: fingerprint(projectRoot, buildSources, isNoPartOfTheBuild),
  };
  await exclusively(() =>
    makeWhenStale(thing, () =>
      step("Building the app (about half a minute)", () =>
        runOrThrow(["node_modules/next/dist/bin/next", "build"], stop, {
          NODE_ENV: "production",
          NEXT_TELEMETRY_DISABLED: "1",
        }),
      ),
    ),
  );
}

/** @throws Error when no build is there to be served */
export function requireBuild(): void {
  if (!existsSync(inRoot(".next/BUILD_ID")))
    throw new Error("There is no build yet. Make one: npm start -- --build-only");
}

function isNoPartOfTheBuild(name: string): boolean {
  return /^lib\/(launch|testing|worker|db\/generated)\/|\.test\.tsx?$/.test(name.split(path.sep).join("/"));
}

async function runOrThrow(
  args: readonly string[],
  stop: AbortSignal | undefined,
  env: Record<string, string>,
): Promise<void> {
  const { code, output } = await runCommand([process.execPath, ...args], {
    cwd: projectRoot,
    env,
    ...(stop && { stop }),
  });
  if (code !== 0) throw new Error(`${args.slice(1).join(" ")} failed:\n${output.trim()}`);
}

/** One process of this clone at a time: two builds into one folder spoil each other. */
async function exclusively(work: () => Promise<unknown>): Promise<void> {
  mkdirSync(cacheDirectory, { recursive: true });
  const file = path.join(cacheDirectory, "prepare.json");
  while (claim(file, null)) await new Promise((resolve) => setTimeout(resolve, 100));
  try {
    await work();
  } finally {
    release(file);
  }
}
