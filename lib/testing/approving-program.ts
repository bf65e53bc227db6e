import { createDb } from "#lib/db/client.ts";
import { Actor } from "#lib/domain/actor.ts";
import { announced } from "#lib/events/announce.ts";
import { approveRequest } from "#lib/services/approve-request.ts";

/** So many are under way at any moment, each with a connection of its own: more would only wait for one, and on a slow machine too long. */
const AT_ONCE = 10;

// Approves one request many times, as one web process of several; started by tests with the database's address, the request, how often,
// and the member who does so. Prints what came of it, how often each.
const [url = "", approvalId = "", times = "", member = ""] = process.argv.slice(2);
const { prisma: db, close } = createDb(url, AT_ONCE);
const actor = Actor.parse(JSON.parse(member));
const counts: Record<string, number> = {};
let left = Number(times);

async function approveOnAndOn(): Promise<void> {
  while (left > 0) {
    left -= 1;
    const outcome = await approveRequest({ ctx: { db, actor }, input: { approvalId } }).then(
      ({ decided }) => (decided ? "decided" : "voted"),
      (cause: unknown) => String(cause),
    );
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, approveOnAndOn));
process.stdout.write(JSON.stringify(counts));
await announced(db);
await close();
