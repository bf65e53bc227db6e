import type { Db } from "#lib/db/client.ts";
import { recordCall, type ModelSubject } from "./record-call.ts";
import type { SpendCap } from "./spend-cap.ts";

/**
 * A spend cap that outlives the process: what counts towards it are the recorded calls with its key. A call is recorded before it is
 * made, under a lock, so that neither a worker's death nor two workers at once can pass the cap.
 * @param key names the undertaking, within the workspace: "plan:<id>:<planning>"
 * @param micros null: no cap; calls are recorded with the key all the same
 */
export function keptSpendCap(
  db: Db,
  { workspaceId, subject }: { workspaceId: string; subject: ModelSubject },
  key: string,
  micros: number | null,
): SpendCap {
  return {
    key,
    hold: (call, fit) =>
      db.$transaction(async (tx) => {
        await tx.$executeRaw`
          select pg_advisory_xact_lock(hashtextextended(${`spend cap ${workspaceId} ${key}`}, 0))`;
        const { _sum } = await tx.modelCall.aggregate({
          where: { workspaceId, capKey: key, id: { not: call.id } },
          _sum: { countedMicros: true },
        });
        const others = Number(_sum.countedMicros ?? 0);
        const fitting = fit((micros ?? Number.POSITIVE_INFINITY) - others - call.countedMicros);
        if (fitting) {
          const countedMicros = call.countedMicros + fitting.mostMicros;
          await recordCall(tx, workspaceId, subject, { ...call, countedMicros });
        }
        return fitting;
      }),
    // Its record says what it took, as soon as it has ended.
    settle: () => undefined,
  };
}
