import type { Db, Tx } from "#lib/db/client.ts";
import { MeaningState } from "#lib/domain/knowledge.ts";
import { z } from "zod";
import type { Embedder } from "#lib/knowledge/meaning/embedder.ts";

const Row = z.object({ model: z.string(), status: MeaningState.shape.status, reason: z.string().nullable() });
const Counts = z.object({ total: z.number().int(), embedded: z.number().int() });

/**
 * How far a workspace's passages have been turned into vectors of the model that it has now. What an earlier model's last word was
 * says nothing of this one.
 */
export async function meaningState(
  db: Pick<Db | Tx, "$queryRaw" | "embeddingState">,
  workspaceId: string,
  embedder: Pick<Embedder, "key" | "label" | "builtIn" | "most">,
): Promise<MeaningState> {
  const [found, counted] = [
    await db.embeddingState.findUnique({ where: { workspaceId } }),
    await db.$queryRaw`
      select
        (select coalesce(sum(chunk_count), 0)::int from documents where workspace_id = ${workspaceId}) as total,
        (select count(*)::int from chunk_vectors v
          join documents d on d.workspace_id = v.workspace_id and d.id = v.document_id and d.generation = v.generation
          where v.workspace_id = ${workspaceId} and v.model = ${embedder.key}) as embedded`,
  ];
  const [counts] = z.array(Counts).parse(counted);
  const { total, embedded } = counts ?? { total: 0, embedded: 0 };
  const row = found && found.model === embedder.key ? Row.parse(found) : null;
  const wanted = Math.min(total, embedder.most);
  const told = row?.status === "paused" || row?.status === "failed" ? row : null;
  const beyond =
    total > embedder.most
      ? `${embedder.label.charAt(0).toUpperCase()}${embedder.label.slice(1)} is used for ${embedder.most.toLocaleString("en")} passages; choose an embedding model for all.`
      : null;
  return {
    status: embedded >= wanted ? "ready" : (told?.status ?? "working"),
    model: embedder.label,
    builtIn: embedder.builtIn,
    reason: embedded >= wanted ? beyond : (told?.reason ?? null),
    embedded: Math.min(embedded, total),
    total,
  };
}
