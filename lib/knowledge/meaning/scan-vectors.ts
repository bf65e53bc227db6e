import { setImmediate as turn } from "node:timers/promises";
import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import type { PassageKey } from "../search/leg.ts";
import { fromBytes, likeness } from "./vectors.ts";

/*
 * The exact scan, for servers without pgvector: a process keeps the vectors of the workspaces that are searched and compares the query
 * with each. 20,000 vectors of 512 numbers are 40 MB; comparing takes some 20 ms, fetching them some hundred, once.
 */

/** Rows that one statement fetches. */
const AT_ONCE = 2_000;
/** Vectors that are compared before others of the process have their turn. */
const A_TURN = 5_000;
/** What all kept vectors of a process may take; the workspace that was searched longest ago goes first. */
const MOST_KEPT_BYTES = 256 * 1_024 * 1_024;

/** The vectors of one workspace by one model, in rows of `dimension` numbers, and which passage each is of. */
type Block = { keys: PassageKey[]; vectors: Float32Array };
type Kept = { blocks: Block[]; seq: bigint; bytes: number };

const Fetched = z.object({
  keys: z.array(z.tuple([z.string(), z.number().int(), z.number().int()])),
  vectors: z.instanceof(Uint8Array<ArrayBufferLike>).nullable(),
  last: z.bigint().nullable(),
});

const caches = new WeakMap<Db, Map<string, Kept>>();

/** A passage and how alike it is to what was asked. */
export type Likeness = { key: PassageKey; score: number };

/**
 * The passages whose vectors are most like one, at least `floor`, best first. Exact: every vector is compared.
 * @param ids only passages of these documents; null is all
 */
export async function scanVectors(
  db: Db,
  at: { workspaceId: string; model: string; ids: ReadonlySet<string> | null },
  query: Float32Array,
  { floor, limit }: { floor: number; limit: number },
): Promise<Likeness[]> {
  const best: Likeness[] = [];
  const take = (found: Likeness) => {
    const last = best.at(-1);
    if (best.length === limit && last && last.score >= found.score) return;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.score ?? 0) < found.score) place--;
    best.splice(place, 0, found);
    if (best.length > limit) best.pop();
  };
  let compared = 0;
  for await (const { keys, vectors } of blocksOf(db, at.workspaceId, at.model, query.length)) {
    for (const [row, key] of keys.entries()) {
      if (at.ids && !at.ids.has(key.documentId)) continue;
      const score = likeness(query, vectors, row * query.length);
      if (score >= floor) take({ key, score });
    }
    compared += keys.length;
    if (compared >= A_TURN) {
      compared = 0;
      await turn();
    }
  }
  return best;
}

/** Forgets what is kept of a workspace: passages were deleted, and their vectors would take others' places. */
export function forgetVectors(db: Db, workspaceId: string, model: string): void {
  caches.get(db)?.delete(`${workspaceId} ${model}`);
}

/** The vectors of a workspace: those that are kept, and those written since, which are kept from then on while there is room. */
async function* blocksOf(
  db: Db,
  workspaceId: string,
  model: string,
  dimension: number,
): AsyncGenerator<Block> {
  const name = `${workspaceId} ${model}`;
  let cache = caches.get(db);
  if (!cache) caches.set(db, (cache = new Map<string, Kept>()));
  const kept: Kept = cache.get(name) ?? { blocks: [], seq: 0n, bytes: 0 };
  // The last one used stands last.
  cache.delete(name);
  cache.set(name, kept);
  // A copy: another search may add to it meanwhile.
  yield* kept.blocks.slice();
  for (let seq = kept.seq; ;) {
    const fetched = await fetchBlock(db, workspaceId, model, dimension, seq);
    if (!fetched) return;
    seq = fetched.seq;
    if (kept.seq < seq && cache.get(name) === kept && kept.bytes < MOST_KEPT_BYTES) {
      kept.blocks.push(fetched.block);
      kept.bytes += fetched.block.vectors.byteLength;
      kept.seq = seq;
      makeRoom(cache, name);
    }
    yield fetched.block;
  }
}

function makeRoom(cache: Map<string, Kept>, besides: string): void {
  const sum = () => [...cache.values()].reduce((total, { bytes }) => total + bytes, 0);
  for (const name of cache.keys()) {
    if (sum() <= MOST_KEPT_BYTES) return;
    if (name !== besides) cache.delete(name);
  }
}

async function fetchBlock(db: Db, workspaceId: string, model: string, dimension: number, after: bigint) {
  // One value of all vectors: a row each would cost many times as much to read.
  const [row] = z.array(Fetched).parse(
    await db.$queryRaw`
    select coalesce(jsonb_agg(jsonb_build_array(document_id, generation, position) order by seq), '[]') as keys,
      string_agg(vector, ''::bytea order by seq) as vectors, max(seq) as last
    from (
      select document_id, generation, position, vector, seq from chunk_vectors
      where workspace_id = ${workspaceId} and model = ${model} and dimension = ${dimension} and seq > ${after}
      order by seq limit ${AT_ONCE}
    ) as block`,
  );
  if (!row?.vectors || row.last === null) return null;
  const keys = row.keys.map(([documentId, generation, position]) => ({ documentId, generation, position }));
  return { block: { keys, vectors: fromBytes(row.vectors) }, seq: row.last };
}
