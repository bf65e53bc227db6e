import type { Day, GoalAnalysis, PlaybookMatch } from "#lib/domain/goal.ts";
import type { SavedPlaybook } from "#lib/domain/playbook.ts";
import { addDays } from "../goal/day.ts";
import { genericPlan } from "./generic.ts";
import { inTime } from "./in-time.ts";
import { matchSaved } from "./match-saved.ts";
import { likenesses, type Embed, type GoalVector, type Likeness } from "./meaning.ts";
import type { PlaybookContext } from "./playbook.ts";
import { playbookById, PLAYBOOKS } from "./registry.ts";
import { hear, type Heard } from "./words.ts";

/** From here on a match is right in 95 of 100 cases at least, and taken unasked; below POSSIBLE it is no sign at all. */
export const SURE = 0.8;
const POSSIBLE = 0.2;
/** What a match may have at most when words and meaning, or words among themselves, point to different playbooks. */
const DISPUTED = 0.65;
/** A rival for which words say so much, and not clearly less, is a dispute. */
const RIVAL = 0.4;
const CLEARLY_LESS = 0.15;
/** Words that say so much need no meaning to agree with them. */
const PLAIN_WORDS = 0.6;
/** How much like an example a goal must be for that to be a reason. */
const CLOSE = 0.2;
/** How long a match waits for meaning. Its first step should be on the screen 300 ms after the click. */
const PATIENCE_MS = 100;

/** Which plan to draft: a playbook, the generic one, or a question to the person. */
export type Decision =
  | { kind: "playbook"; match: PlaybookMatch }
  | { kind: "generic" }
  | { kind: "ask"; options: PlaybookMatch[] };

/** What playbooks adapt to: the goal's period cut to what is still ahead, or the next 30 days when it names none. */
export function contextOf(analysis: GoalAnalysis, today: Day): PlaybookContext {
  const { period } = analysis;
  if (period === null) {
    const range = { from: today, to: addDays(today, 29), words: "next 30 days", assumed: true };
    return { analysis, today, period: range };
  }
  const from = period.to >= today && period.from < today ? today : period.from;
  return { analysis, today, period: { from, to: period.to, words: period.words, assumed: false } };
}

/**
 * How well each playbook fits, by words and by meaning, best first, with the reasons in sentences. A score is how sure it is, from 0 to
 * 1. Equal scores keep the registry's order.
 * @param means.embed null: by words alone, which is also what becomes of one that fails or takes longer than `patienceMs`; scores are
 * lower then. `begun`: the goal's vector, where it is being made already
 * @param saved the workspace's own playbooks. They change no built-in one's score; one of them that fits for sure comes before all
 * built-in ones, since somebody saved it to be used
 * @throws the signal's reason when it is aborted
 */
export async function matchPlaybooks(
  analysis: GoalAnalysis,
  context: PlaybookContext,
  means: { embed: Embed | null; begun?: GoalVector | undefined; signal: AbortSignal; patienceMs?: number },
  saved: readonly SavedPlaybook[] = [],
): Promise<PlaybookMatch[]> {
  const { embed, begun, signal, patienceMs = PATIENCE_MS } = means;
  signal.throwIfAborted();
  const heard = new Map(PLAYBOOKS.map((playbook) => [playbook.id, hear(playbook, analysis)]));
  const [alike, own] = await Promise.all([
    embed === null
      ? null
      : inTime((enough) => likenesses(analysis.text, embed, enough, begun), { signal, patienceMs }),
    matchSaved(analysis, saved, means),
  ]);
  signal.throwIfAborted();
  const scores = alike === null ? byWords(heard) : byBoth(heard, alike);
  const builtIn = PLAYBOOKS.map((playbook) => {
    const { id, title, description } = playbook;
    const reasons = [...(heard.get(id)?.reasons ?? [])];
    const like = alike?.get(id);
    if (like !== undefined && like.likeness >= CLOSE) reasons.push(`Close in meaning to: "${like.closest}".`);
    if (reasons.length === 0) reasons.push("No word of the goal speaks for it.");
    const score = Number(Math.min(1, Math.max(0, scores.get(id) ?? 0)).toFixed(2));
    const stepCount = playbook.draft(context).length;
    return { playbookId: id, title, description, score, reasons, stepCount };
  });
  const rank = ({ playbookId, score }: PlaybookMatch) =>
    score >= SURE && isSaved(playbookId) ? 1 + score : score;
  return [...own, ...builtIn].toSorted((a, b) => rank(b) - rank(a));
}

/** Two saved playbooks that fit for sure and about as well are asked about. */
const AS_WELL = 0.1;

function isSaved(playbookId: string): boolean {
  return playbookById(playbookId) === null;
}

/** Decides by the scores: a sure match is taken, a doubt is asked about, no sign at all gives the generic plan. */
export function decide(matches: readonly PlaybookMatch[], context: PlaybookContext): Decision {
  const [best, second] = matches;
  if (best === undefined || best.score < POSSIBLE) return { kind: "generic" };
  const rivalled =
    second !== undefined &&
    isSaved(best.playbookId) &&
    isSaved(second.playbookId) &&
    second.score > Math.max(SURE, best.score - AS_WELL);
  if (best.score >= SURE && !rivalled) return { kind: "playbook", match: best };
  return { kind: "ask", options: [...matches.slice(0, 3), genericMatch(context)] };
}

/** The generic plan as an option of a choice. */
export function genericMatch(context: PlaybookContext): PlaybookMatch {
  const { id, title, description } = genericPlan;
  const reasons = ["Fits any goal, but knows nothing special about this one."];
  const stepCount = genericPlan.draft(context).length;
  return { playbookId: id, title, description, score: 0, reasons, stepCount };
}

/** What words alone may make sure of at most. */
const WORDS_ALONE = 0.9;

/** The rivals' words count half against it: of two playbooks that words speak for, words alone pick the wrong one too often. */
function byWords(heard: ReadonlyMap<string, Heard>): Map<string, number> {
  const weights = new Map(Array.from(heard, ([id, { weight }]) => [id, weight]));
  return new Map(
    Array.from(weights, ([id, weight]) => [
      id,
      Math.min(WORDS_ALONE, 1.35 * weight - 0.5 * rivalOf(weights, id)),
    ]),
  );
}

/**
 * Logistic regression of "is the right one" on words, likeness and how far each is ahead of the best rival's, fitted to the playbooks'
 * own examples (each left out in turn), 72 goals by somebody else, and the generic plan's examples. Rivals share what certainty there
 * is.
 */
function byBoth(
  heard: ReadonlyMap<string, Heard>,
  alike: ReadonlyMap<string, Likeness>,
): Map<string, number> {
  const weights = new Map(Array.from(heard, ([id, { weight }]) => [id, weight]));
  const likeness = new Map(Array.from(alike, ([id, like]) => [id, like.likeness]));
  const raw = Array.from(weights, ([id, word]) => {
    const like = likeness.get(id) ?? 0;
    const wordLead = word - rivalOf(weights, id);
    const likeLead = like - rivalOf(likeness, id);
    const sum = -2 + 5.2 * word + 4.5 * like + 7 * wordLead + 8.5 * likeLead;
    const rivalled = word - wordLead >= RIVAL && wordLead < CLEARLY_LESS;
    const agreed = !rivalled && (likeLead >= 0 || word >= PLAIN_WORDS);
    return { id, agreed, score: 1 / (1 + Math.exp(-sum)) };
  });
  const total = Math.max(
    1,
    raw.reduce((sum, { score }) => sum + score, 0),
  );
  return new Map(
    raw.map(({ id, agreed, score }) => [id, agreed ? score / total : Math.min(DISPUTED, score / total)]),
  );
}

/** The greatest value of another than this one. */
function rivalOf(values: ReadonlyMap<string, number>, id: string): number {
  return Math.max(...Array.from(values, ([other, value]) => (other === id ? -Infinity : value)));
}
