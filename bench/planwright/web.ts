import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { encode } from "next-auth/jwt";
import { sessionCookie } from "../../lib/auth/options.ts";
import { openSession, SESSION_SECONDS } from "../../lib/auth/sessions.ts";
import type { Database } from "../../lib/db/client.ts";
import { newId } from "../../lib/domain/ids.ts";
import { freePort } from "../../lib/launch/free-port.ts";
import { buildApp } from "../../lib/launch/prepare.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** The product's web process, and a cookie of somebody who is signed in to the workspace. */
export type Web = { address: string; cookie: string; stop: () => Promise<void> };

/** Builds the app when its sources changed, starts it, and signs a member in. */
export async function startWeb(database: Database, url: string, workspaceId: string): Promise<Web> {
  await buildApp();
  const secret = randomBytes(32).toString("hex");
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const next = [
    "node_modules/next/dist/bin/next",
    "start",
    "--hostname",
    "127.0.0.1",
    "--port",
    String(port),
  ];
  const program = spawn(process.execPath, next, {
    cwd: ROOT,
    stdio: ["ignore", 2, 2],
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: url,
      NEXTAUTH_SECRET: secret,
      LOG_LEVEL: "warn",
    },
  });
  const ended = once(program, "exit");
  const stop = async () => {
    program.kill("SIGKILL");
    await ended;
  };
  try {
    await untilAnswering(`${address}/api/health`, program);
    const cookie = await signIn(database, workspaceId, secret);
    return { address, cookie, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function signIn({ prisma }: Database, workspaceId: string, secret: string): Promise<string> {
  const id = newId();
  const [email, name] = [`${id}@example.com`, "Bench"];
  await prisma.user.create({ data: { id, email, name, passwordHash: "none" } });
  await prisma.member.create({ data: { workspaceId, userId: id, role: "owner" } });
  const sid = await openSession(prisma, id);
  const token = await encode({ token: { sub: id, name, email, sid }, secret, maxAge: SESSION_SECONDS });
  return `${sessionCookie(false).name}=${token}`;
}

async function untilAnswering(address: string, program: { exitCode: number | null }): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(address).catch((cause: unknown) => cause);
    if (answer instanceof Response) {
      await answer.body?.cancel();
      return;
    }
    if (program.exitCode !== null || Date.now() > deadline)
      throw new Error("The web does not answer.", { cause: answer });
    await pause(100);
  }
}
