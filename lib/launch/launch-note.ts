import { endProcess, killGroupOf, type ProcessIdentity } from "#lib/launch/process-identity.ts";

/** What a launch notes in its claim on a data directory, for the launch after it. */
export type LaunchNote = { address: string; programs: ProcessIdentity[] };

/** Ends programs whose launch was killed, and what they started. */
export async function endOrphans(programs: readonly ProcessIdentity[]): Promise<void> {
  await Promise.all(
    programs.map((orphan) => endProcess(orphan, [{ signal: "SIGTERM", waitMs: 3_000, group: true }])),
  );
  for (const orphan of programs) killGroupOf(orphan);
}
