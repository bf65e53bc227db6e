import { deleteOld } from "#lib/services/delete-old.ts";
import type { JobDeps, JobRun } from "./job.ts";

/** The job "retention": deletes what is older than it is kept. Safe to repeat; stopped, it goes back into the queue. */
export async function retentionJob({ db, log }: Pick<JobDeps, "db" | "log">, run: JobRun): Promise<void> {
  const deleted = await deleteOld(db, run.abortSignal);
  if (deleted > 0) log.info({ deleted }, "deleted what is older than it is kept");
}
