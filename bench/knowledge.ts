import { createDb } from "../lib/db/client.ts";
import { migrate } from "../lib/db/migrate.ts";
import { newId } from "../lib/domain/ids.ts";
import type { Embedder } from "../lib/knowledge/meaning/embedder.ts";
import { BUILT_IN } from "../lib/knowledge/meaning/embedder.ts";
import { forgetVectors } from "../lib/knowledge/meaning/scan-vectors.ts";
import { toBytes, unit } from "../lib/knowledge/meaning/vectors.ts";
import { meaningLeg, readQuestion } from "../lib/knowledge/search/meaning-leg.ts";
import { spellingLeg } from "../lib/knowledge/search/spelling-leg.ts";
import { weighWords } from "../lib/knowledge/search/weigh-words.ts";
import { wordsLeg } from "../lib/knowledge/search/words-leg.ts";
import { searchChunks } from "../lib/knowledge/search-chunks.ts";
import { writeChunks } from "../lib/knowledge/write-chunks.ts";
import { newMember } from "../lib/testing/members.ts";
import { quantile } from "./rows.ts";
import { startServer } from "./server.ts";

// `npm run bench:knowledge`: searching 20,000 passages, by each leg and altogether, and what it takes to get them there. A JSON line
// a figure.
const DOCUMENTS = 200;
const PASSAGES_A_DOCUMENT = 100;
const WORDS_A_PASSAGE = 150;
const VOCABULARY = 30_000;
const DIMENSION = 512;
const ROUNDS = 60;

/** Random numbers by seed, so that every run asks the same of the same texts (mulberry32). */
function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomBy(7);
const SYLLABLES =
  "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu".split(
    " ",
  );
const syllable = () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? "";
const words = [
  ...new Set(
    Array.from({ length: VOCABULARY * 1.2 }, () => syllable() + syllable() + syllable() + syllable()),
  ),
];

/** A word of a language: the tenth most frequent a tenth as often as the first (Zipf). */
function word(): string {
  return words[Math.floor(words.length ** random()) - 1] ?? words[0] ?? "";
}

/** Words that some passages have, many have, and none has as it is spelled. */
const frequent = () => words[20 + Math.floor(random() * 80)] ?? "";
const rare = () => words[5_000 + Math.floor(random() * 20_000)] ?? "";
const misspelled = () => {
  const right = rare();
  return right.slice(0, 3) + right.slice(4);
};
const question = () => [frequent(), frequent(), rare(), rare(), misspelled()].join(" ");
const vector = () => unit(Array.from({ length: DIMENSION }, () => random() - 0.5));

const server = await startServer();
const url = await server.newDatabase("knowledge");
await migrate(url);
const database = createDb(url, 10);
const db = database.prisma;
const signal = new AbortController().signal;
try {
  const { workspaceId } = await newMember(db);
  await fill(workspaceId);
  await server.checkpoint();
  const scope = { workspaceId, ids: null };
  // As quick as can be, so that what is measured is the search.
  const embedder: Embedder = {
    key: "bench",
    label: "bench",
    builtIn: true,
    most: Infinity,
    embed: (texts) => Promise.resolve(texts.map(() => [...vector()])),
  };
  const byMeaning = async () => meaningLeg(db, scope, await readQuestion(embedder, question(), signal));
  await measure("words of the question weighed", () => weighWords(db, workspaceId, question()));
  await measure("leg: words", async () => wordsLeg(db, scope, await weighWords(db, workspaceId, question())));
  await measure("leg: spelling, one word misspelled", async () =>
    spellingLeg(db, scope, await weighWords(db, workspaceId, `${frequent()} ${misspelled()}`)),
  );
  await measure("leg: spelling, two rare words and one misspelled", async () =>
    spellingLeg(db, scope, await weighWords(db, workspaceId, question())),
  );
  await measure(
    "leg: meaning, vectors fetched anew",
    () => {
      forgetVectors(db, workspaceId, embedder.key);
      return byMeaning();
    },
    10,
  );
  await measure("leg: meaning, vectors kept", byMeaning);
  await measure("search without meaning", () =>
    searchChunks(db, { workspaceId, query: question(), limit: 10 }),
  );
  await measure("search", () =>
    searchChunks(db, { workspaceId, query: question(), limit: 10, meaning: { embedder } }),
  );
  await measureBuiltIn();
} finally {
  await database.close();
  await server.stop();
}

async function fill(workspaceId: string): Promise<void> {
  const ids = Array.from({ length: DOCUMENTS }, () => newId());
  await db.document.createMany({
    data: ids.map((id, at) => ({
      workspaceId,
      id,
      name: `document-${at}.txt`,
      title: `Document ${at}`,
      kind: "text",
      content: "-",
      chunkCount: PASSAGES_A_DOCUMENT,
      createdBy: "bench",
    })),
  });
  const texts = ids.map(() =>
    Array.from({ length: PASSAGES_A_DOCUMENT }, () =>
      Array.from({ length: WORDS_A_PASSAGE }, word).join(" "),
    ),
  );
  const begun = performance.now();
  for (const [at, documentId] of ids.entries()) {
    const chunks = (texts[at] ?? []).map((text, line) => ({ heading: null, line, page: null, text }));
    await writeChunks(db, { workspaceId, documentId, generation: 0 }, 0, chunks);
  }
  const seconds = (performance.now() - begun) / 1_000;
  print({
    what: "passages written and indexed",
    perSecond: Math.round((DOCUMENTS * PASSAGES_A_DOCUMENT) / seconds),
  });
  for (const documentId of ids) {
    await db.chunkVector.createMany({
      data: Array.from({ length: PASSAGES_A_DOCUMENT }, (_, position) => ({
        workspaceId,
        documentId,
        generation: 0,
        position,
        model: "bench",
        dimension: DIMENSION,
        vector: toBytes(vector()),
      })),
    });
  }
  const [size] = await db.$queryRaw<{ text: bigint; all: bigint; vectors: bigint }[]>`
    select (select sum(octet_length(text)) from chunks) as text, pg_total_relation_size('chunks') as all,
      pg_total_relation_size('chunk_vectors') as vectors`;
  const megabytes = (bytes: bigint | undefined) => Math.round(Number(bytes ?? 0n) / 1e6);
  print({
    what: "room",
    passages: DOCUMENTS * PASSAGES_A_DOCUMENT,
    textMB: megabytes(size?.text),
    withIndexesMB: megabytes(size?.all),
    vectorsMB: megabytes(size?.vectors),
  });
  await db.$executeRaw`vacuum analyze chunks`;
  await db.$executeRaw`vacuum analyze chunk_vectors`;
}

async function measureBuiltIn(): Promise<void> {
  const texts = Array.from({ length: 64 }, (_, at) =>
    `The harbour master wrote in report ${at} that tides, ships and pilots were late again. `.repeat(10),
  );
  const before = process.memoryUsage.rss();
  await BUILT_IN.embed(["warm"], signal);
  const begun = performance.now();
  await BUILT_IN.embed(texts, signal);
  print({
    what: "built-in model, a passage of 850 characters",
    ms: Math.round((performance.now() - begun) / texts.length),
    memoryMB: Math.round((process.memoryUsage.rss() - before) / 1e6),
  });
  await measure("built-in model, a question", () => BUILT_IN.embed(["who may sign a large deal"], signal));
}

async function measure(what: string, round: () => Promise<unknown>, rounds = ROUNDS): Promise<void> {
  for (let warm = 0; warm < 3; warm++) await round();
  const taken: number[] = [];
  for (let count = 0; count < rounds; count++) {
    const begun = performance.now();
    await round();
    taken.push(performance.now() - begun);
  }
  const tenth = (value: number) => Math.round(value * 10) / 10;
  print({ what, p50Ms: tenth(quantile(taken, 0.5)), p95Ms: tenth(quantile(taken, 0.95)), rounds });
}

function print(figure: Record<string, string | number>): void {
  console.log(JSON.stringify({ bench: "knowledge", ...figure }));
}
