import { JOB_PAYLOADS } from "#lib/domain/job.ts";
import { failDocument, READING_JOB, recordDocument } from "#lib/services/record-document.ts";
import { systemContext, withTries, type JobDeps, type JobRun } from "./job.ts";

/** What a person reads when a file could not be read for a reason of ours. */
export const READING_FAILED =
  "It could not be read, though it was tried several times. Upload it again; if that does not help, the server's log says why.";

/** The job "read-document": reads an uploaded file. Safe to repeat at any point. */
export async function readDocumentJob(deps: JobDeps, payload: unknown, run: JobRun): Promise<void> {
  const { workspaceId, documentId, fileId } = JOB_PAYLOADS["read-document"].parse(payload);
  const ctx = systemContext(deps, workspaceId);
  const signal = run.abortSignal ?? new AbortController().signal;
  await withTries(deps, run, {
    tries: READING_JOB.tries,
    work: () => recordDocument({ ctx, input: { documentId, fileId }, means: { signal } }),
    giveUp: async () => {
      await failDocument(ctx, { documentId, fileId }, READING_FAILED);
    },
  });
}
