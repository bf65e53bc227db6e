import type { ChatMessage as Row, Prisma } from "#lib/db/generated/client.ts";
import { ChatMessage } from "#lib/domain/chat.ts";
import { Author } from "#lib/domain/plan.ts";
import { modelUse } from "#lib/domain/run.ts";

/** All of a stored message but the plan it was made for, which nobody looks at. */
export const SHOWN = {
  id: true,
  role: true,
  text: true,
  status: true,
  changes: true,
  accepted: true,
  outcome: true,
  answeredBy: true,
  inputTokens: true,
  outputTokens: true,
  costMicros: true,
  author: true,
  threadId: true,
  decidedBy: true,
  createdAt: true,
} as const satisfies Prisma.ChatMessageSelect;

/** A stored message as it is shown. */
export function messageView(row: Pick<Row, keyof typeof SHOWN>): ChatMessage {
  const { id, role, text, status, author, outcome, answeredBy } = row;
  const createdAt = row.createdAt.toISOString();
  if (role === "person") return ChatMessage.parse({ role, id, text, author, createdAt });
  const decidedBy = Author.nullable().parse(row.decidedBy)?.name ?? null;
  const changes = row.changes ?? [];
  const accepted = row.accepted ?? [];
  return ChatMessage.parse({
    role,
    id,
    text,
    status,
    outcome,
    changes,
    accepted,
    answeredBy,
    threadId: row.threadId,
    // A message for which a model was asked has counts, be they zero.
    use: row.inputTokens === null ? null : modelUse(row),
    decidedBy,
    createdAt,
  });
}
