import { findInText } from "#lib/domain/playbook-places.ts";
import type { GoalAnalysis, PlaybookMatch } from "#lib/domain/goal.ts";
import type { SavedPlaybook } from "#lib/domain/playbook.ts";
import { storableLine } from "#lib/domain/text.ts";
import { inTime } from "./in-time.ts";
import { dot, type Embed } from "./meaning.ts";
import { goalFacts } from "./saved-facts.ts";

/**
 * How a likeness becomes a score: of sixteen goals against six saved ones, those that a playbook was made for were like it by 0.67 to
 * 0.94, all others by 0.67 at most. 0.76 is sure, 0.67 a doubt, below 0.57 no sign.
 */
const MIDDLE = 0.66;
const STEEPNESS = 14;
/** What words alone may make sure of at most, and one word alone. */
const WORDS_ALONE = 0.9;
const ONE_WORD = 0.5;
/** How much like an example a goal must be for that to be a reason. */
const CLOSE = 0.6;
/** How long matching waits for the meaning of saved playbooks; it is kept for the next goal. */
const PATIENCE_MS = 250;
/** A text's meaning stands in its beginning, and a playbook's in its first examples. */
const MOST_CHARACTERS = 400;
const MOST_PHRASES = 5;
/** How many texts' vectors are kept for each way of embedding: some thirty workspaces' with many playbooks. */
const MOST_KEPT = 20_000;
/** The embedder takes 1,000 texts in one go; in smaller ones others get their turn. */
const AT_ONCE = 100;

/** Words that goals of every kind have. */
const COMMON = new Set(
  `a an the our your my their its this that these those to of for in on at by with from and or as is are be about into over
then next new all any some more please want need make create generate write prepare produce build develop do get give help us me we i
plan budget focus focusing using based`.split(/\s+/),
);

type Sign = { score: number; reasons: string[] };

/** How well each saved playbook fits a goal, with reasons; by words alone where meaning comes too late or fails. */
export async function matchSaved(
  analysis: GoalAnalysis,
  playbooks: readonly SavedPlaybook[],
  {
    embed,
    signal,
    patienceMs = PATIENCE_MS,
  }: { embed: Embed | null; signal: AbortSignal; patienceMs?: number },
): Promise<PlaybookMatch[]> {
  if (playbooks.length === 0) return [];
  const meant =
    embed === null ? null : await inTime(() => meanings(analysis, playbooks, embed), { signal, patienceMs });
  return playbooks.map((playbook) => {
    const word = byWords(analysis, playbook);
    const meaning = meant?.get(playbook.id);
    const score = Math.max(word.score, meaning?.score ?? 0);
    return {
      playbookId: playbook.id,
      title: playbook.name,
      description: playbook.description,
      score: Number(score.toFixed(2)),
      reasons: ["One of your own playbooks.", ...word.reasons, ...(meaning?.reasons ?? [])],
      stepCount: playbook.graph.steps.length,
    };
  });
}

/** How many of the words of its name, or of an example, the goal has; what varies between goals is no sign. */
function byWords(analysis: GoalAnalysis, playbook: SavedPlaybook): Sign {
  const heard = wordsOf(analysis.text);
  let best: Sign = { score: 0, reasons: [] };
  for (const text of [playbook.name, ...playbook.phrases.slice(0, MOST_PHRASES)]) {
    const wanted = wordsOf(frameOf(text, playbook));
    const hits = [...wanted].filter((word) => heard.has(word));
    const most = hits.length > 1 ? WORDS_ALONE : ONE_WORD;
    const score = wanted.size === 0 ? 0 : most * (hits.length / wanted.size);
    if (score <= best.score) continue;
    best = { score, reasons: [`The goal has its words (${storableLine(hits.slice(0, 6).join(", "), 80)}).`] };
  }
  return best;
}

function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(
    words.filter((word) => word.length > 2 && !COMMON.has(word)).map((word) => word.replace(/s$/, "")),
  );
}

/** A text without what its playbook can vary. What comes out of it stays: it says most about what a playbook is for. */
function frameOf(text: string, { variables }: SavedPlaybook): string {
  const facts = goalFacts(variables);
  let frame = "";
  let from = 0;
  for (const { name, start, end } of findInText(text, variables)) {
    if (facts.get(name) === "deliverable") continue;
    frame += `${text.slice(from, start)} `;
    from = end;
  }
  return (frame + text.slice(from)).replace(/\s+/g, " ").trim();
}

/** The goal without what it is about, for whom, when and how much. */
function frameOfGoal({ text, topic, audience, period }: GoalAnalysis): string {
  let frame = text.slice(0, MOST_CHARACTERS);
  for (const said of [topic, audience, period?.words]) if (said) frame = frame.replace(said, " ");
  return frame
    .replace(/[$€£]?\d[\d,.]*(?:\s?[A-Z]{3}\b)?/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Likenesses of the whole texts and of their frames count half each: the frame says what is wanted, the rest what it is about. */
async function meanings(
  analysis: GoalAnalysis,
  playbooks: readonly SavedPlaybook[],
  embed: Embed,
): Promise<Map<string, Sign>> {
  const texts = playbooks.map((playbook) => ({
    id: playbook.id,
    examples: [
      ...playbook.phrases.slice(0, MOST_PHRASES),
      playbook.description === "" ? playbook.name : `${playbook.name}. ${playbook.description}`,
    ].map((text) => [text, frameOf(text, playbook) || text] as const),
  }));
  const asked = [analysis.text.slice(0, MOST_CHARACTERS), frameOfGoal(analysis) || analysis.text];
  const [own, theirs] = await Promise.all([
    embedKept(asked, embed),
    embedKept(
      texts.flatMap(({ examples }) => examples.flat()),
      embed,
    ),
  ]);
  const vectorOf = (text: string) => theirs.get(text) ?? [];
  const [whole = [], frame = []] = asked.map((text) => own.get(text) ?? []);
  return new Map(
    texts.map(({ id, examples }) => {
      const near = examples.map(([text, bare]) => ({
        text,
        likeness: (dot(whole, vectorOf(text)) + dot(frame, vectorOf(bare))) / 2,
      }));
      const best = near.reduce((a, b) => (b.likeness > a.likeness ? b : a));
      const score = 1 / (1 + Math.exp(-STEEPNESS * (best.likeness - MIDDLE)));
      const reasons =
        best.likeness >= CLOSE ? [`Close in meaning to: “${storableLine(best.text, 200)}”.`] : [];
      return [id, { score, reasons }];
    }),
  );
}

const kept = new WeakMap<Embed, Map<string, Promise<number[]>>>();

/** Vectors by text; each text is embedded once. Nobody's signal ends it: what comes too late for one goal is there for the next. */
async function embedKept(texts: readonly string[], embed: Embed): Promise<Map<string, number[]>> {
  const known = kept.get(embed) ?? new Map<string, Promise<number[]>>();
  kept.set(embed, known);
  const wanted = [...new Set(texts)];
  const missing = wanted.filter((text) => !known.has(text));
  for (let from = 0; from < missing.length; from += AT_ONCE) {
    const batch = missing.slice(from, from + AT_ONCE);
    const made = embed(
      batch.map((text) => text.slice(0, MOST_CHARACTERS)),
      new AbortController().signal,
    );
    for (const [i, text] of batch.entries()) {
      const vector = made.then((vectors) => vectors[i] ?? []);
      known.set(text, vector);
      vector.catch(() => known.delete(text));
    }
  }
  const vectors = new Map<string, number[]>();
  for (const text of wanted) vectors.set(text, (await known.get(text)) ?? []);
  for (const text of known.keys()) {
    if (known.size <= MOST_KEPT) break;
    known.delete(text);
  }
  return vectors;
}
