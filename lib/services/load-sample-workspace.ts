import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { ingestDocument } from "#lib/knowledge/ingest-document.ts";
import { sampleDocuments } from "#lib/knowledge/sample-documents.ts";
import { announce } from "#lib/events/announce.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { askForVectors, KNOWLEDGE_TOPIC, tellOfDocuments } from "./knowledge/tell-of-documents.ts";

export const LoadSampleWorkspaceInput = z.object({});

/**
 * Adds the sample documents to the actor's workspace. Doing it again adds nothing; a document of the same name that a
 * person saved is left alone.
 * @returns how many of the sample documents the workspace has afterwards
 */
export async function loadSampleWorkspace({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof LoadSampleWorkspaceInput>;
}): Promise<{ documents: number }> {
  const workspaceId = authorise(ctx.actor, "edit");
  parseInput(LoadSampleWorkspaceInput, input);
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  const samples = await sampleDocuments();
  const loaded: string[] = [];
  const answer = await ctx.db.$transaction(
    async (tx) => {
      // Two clicks take turns, so that neither overwrites what the other has just found missing.
      await tx.$queryRaw`select 1 from workspaces where id = ${workspaceId} for update`;
      const names = samples.map((sample) => sample.name);
      const present = await tx.document.findMany({
        where: { workspaceId, name: { in: names } },
        select: { name: true, content: true, sample: true },
      });
      for (const document of samples) {
        const have = present.find((row) => row.name === document.name);
        const outdated = have?.sample === true && have.content !== document.content;
        if (have && !outdated) continue;
        const { documentId } = await ingestDocument(tx, { workspaceId, createdBy, sample: true, document });
        loaded.push(documentId);
      }
      if (loaded.length > 0) await askForVectors(tx, workspaceId);
      await tellOfDocuments(tx, workspaceId, loaded);
      return {
        documents: await tx.document.count({ where: { workspaceId, sample: true, name: { in: names } } }),
      };
    },
    { timeout: 30_000 },
  );
  announce(ctx.db, workspaceId, [KNOWLEDGE_TOPIC]);
  return answer;
}
