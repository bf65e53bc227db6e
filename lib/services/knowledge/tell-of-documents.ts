import type { Tx } from "#lib/db/client.ts";
import type { NewEvent } from "#lib/domain/event.ts";
import { appendEvents } from "#lib/events/append.ts";
import { readDocuments } from "#lib/knowledge/read-documents.ts";
import { enqueue } from "#lib/db/enqueue.ts";

/** The topic of a workspace's documents. */
export const KNOWLEDGE_TOPIC = "knowledge";

/** Appends what happened to a workspace's documents. To be announced after the commit. */
export async function tellOfKnowledge(
  tx: Tx,
  workspaceId: string,
  bodies: readonly NewEvent[],
): Promise<void> {
  await appendEvents(tx, { workspaceId, topic: KNOWLEDGE_TOPIC, bodies });
}

/** Tells of the state of some documents, as they are within the transaction. */
export async function tellOfDocuments(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<void> {
  const bodies: NewEvent[] = [];
  for (const id of ids) {
    const [document] = await readDocuments(tx, workspaceId, id);
    if (document) bodies.push({ type: "document.changed", document });
  }
  await tellOfKnowledge(tx, workspaceId, bodies);
}

/** How often turning passages into vectors is tried; what it could not do is found again in an hour. */
const EMBEDDING_ATTEMPTS = 5;

/** Has the workspace's passages turned into vectors, where some have none. Asked twice before it begins, it is done once. */
export async function askForVectors(tx: Tx, workspaceId: string, runAt?: Date): Promise<void> {
  await enqueue(
    tx,
    "embed-knowledge",
    { workspaceId },
    { key: `embed-knowledge:${workspaceId}`, maxAttempts: EMBEDDING_ATTEMPTS, ...(runAt && { runAt }) },
  );
}
