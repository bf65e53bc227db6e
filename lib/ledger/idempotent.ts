import { createHash } from "node:crypto";
import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { Json } from "#lib/domain/json.ts";
import { line } from "#lib/domain/text.ts";
import { canonicalJson } from "#lib/domain/canonical-json.ts";
import { changeRun, type OpenRun } from "./change-run.ts";
import type { RunKey } from "./keys.ts";

/** The name that whoever asks gives to one request, so that sending it again changes nothing: a click, a delivery of a webhook. */
export const IdempotencyKey = line("The key", 100);

/** A request that may arrive more than once: the workspace's key for it, and the hash of what it asks for. */
export type KeyedRequest = { workspaceId: string; key: string; hash: string };

/**
 * Names a request by its key.
 * @param input what the verb was asked for, parsed, without the key
 * @returns null when there is no key: then every arrival counts
 */
export function keyedRequest(
  workspaceId: string,
  key: string | undefined,
  verb: string,
  input: object,
): KeyedRequest | null {
  if (key === undefined) return null;
  const text = canonicalJson([verb, Json.parse(JSON.parse(JSON.stringify(input)))]);
  return { workspaceId, key, hash: createHash("sha256").update(text).digest("hex") };
}

const Stored = z.object({ request: z.string(), answer: Json });

/**
 * Does something once for its key, inside the transaction that changes what it is about and under that thing's lock: the answer
 * is kept with the change, and given again to the same request whatever has become of the thing meanwhile.
 * @param schema of the answer
 * @throws DomainError `conflict` when the key has been used for another request
 */
export async function answerOnce<T extends Json>(
  tx: Tx,
  request: KeyedRequest | null,
  schema: z.ZodType<T>,
  work: () => Promise<T>,
): Promise<T> {
  if (request === null) return work();
  const { workspaceId, key, hash } = request;
  const rows = await tx.$queryRaw`
    select request, answer from idempotency_keys where workspace_id = ${workspaceId} and key = ${key}`;
  const [stored] = z.array(Stored).parse(rows);
  if (stored) {
    if (stored.request !== hash) throw usedOtherwise();
    return schema.parse(stored.answer);
  }
  const answer = await work();
  const kept = await tx.$executeRaw`
    insert into idempotency_keys (workspace_id, key, request, answer)
    values (${workspaceId}, ${key}, ${hash}, ${JSON.stringify(answer)}::jsonb)
    on conflict (workspace_id, key) do nothing`;
  // The same request would have waited for this one's lock, so whoever was quicker asked for something else.
  if (kept === 0) throw usedOtherwise();
  return answer;
}

function usedOtherwise(): DomainError {
  return new DomainError("conflict", "This key has already been used for another request. Use a new one.");
}

const underWay = new WeakMap<Db, Map<string, Promise<unknown>>>();

/**
 * Lets requests that are the same and arrive while the first is under way wait for its answer without a connection each: a
 * thousand of them at once would leave none to others. That only one has an effect is the database's doing, not this.
 */
export async function shareAnswer<T>(
  db: Db,
  request: KeyedRequest | null,
  work: () => Promise<T>,
): Promise<T> {
  if (request === null) return work();
  const shared = underWay.get(db) ?? new Map<string, Promise<unknown>>();
  underWay.set(db, shared);
  const name = JSON.stringify([request.workspaceId, request.key, request.hash]);
  const first = shared.get(name);
  // The name holds the verb and its input, so what is shared is of the same type.
  if (first) return first as Promise<T>;
  const answer = work().finally(() => shared.delete(name));
  shared.set(name, answer);
  return answer;
}

/**
 * {@link changeRun} once for a request's key. Refusals that depend on the run's state are answers too: `work` gives them as
 * values, so that they are kept and said again.
 * @throws DomainError `not_found`; `conflict` when the key has been used for another request
 */
export async function changeRunOnce<T extends Json>(
  db: Db,
  run: RunKey,
  request: KeyedRequest | null,
  schema: z.ZodType<T>,
  work: (run: OpenRun) => Promise<T>,
): Promise<T> {
  return shareAnswer(db, request, () =>
    changeRun(db, run, (open) => answerOnce(open.tx, request, schema, () => work(open))),
  );
}
