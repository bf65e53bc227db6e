import { linesOf } from "#lib/knowledge/chunk-document.ts";
import { citationOf, type Citation } from "../citation.ts";
import { isStopWord, stemOf, topicStems, wordsOf } from "../text/words.ts";

/** A passage to look for keywords in. */
export type KeywordPassage = Parameters<typeof citationOf>[0] & { text: string };
/** A keyword, how often it stands in the passages, its score (more is better), and the lines it stands on. */
export type Keyword = {
  keyword: string;
  count: number;
  score: number;
  sources: Citation[];
};

const LONGEST_PHRASE = 3;
const SOURCES_A_KEYWORD = 12;
/** A keyword that shares a word with the topic counts for twice as much: it is what the plan is about. */
const TOPIC_BOOST = 2;
/** A single word tells less than a phrase that people could search for. */
const SINGLE_WORD = 0.5;

type Candidate = {
  stems: string[];
  forms: Map<string, number>;
  sources: Map<string, Citation>;
  count: number;
};

/** Runs of topical words between stop words and punctuation, after RAKE (Rose et al. 2010), cut at three words. */
function phrasesOf(line: string): string[][] {
  const phrases: string[][] = [];
  for (const fragment of line.replace(/https?:\S+/gi, " . ").split(/[^\p{L}\p{N}\s'’-]+|\s[-–—]\s/u)) {
    let run: string[] = [];
    for (const word of [...wordsOf(fragment), ""]) {
      if (word !== "" && !isStopWord(word)) {
        run.push(word);
      } else if (run.length > 0) {
        phrases.push(run);
        run = [];
      }
    }
  }
  return phrases;
}

/** The phrase itself and, of longer ones, every shorter run inside it. */
function runsOf(phrase: string[]): string[][] {
  const runs: string[][] = [];
  for (let length = 1; length <= Math.min(LONGEST_PHRASE, phrase.length); length++) {
    for (let start = 0; start + length <= phrase.length; start++)
      runs.push(phrase.slice(start, start + length));
  }
  return runs;
}

function collect(passages: KeywordPassage[]): {
  candidates: Map<string, Candidate>;
  degree: Map<string, number>;
  frequency: Map<string, number>;
} {
  const candidates = new Map<string, Candidate>();
  const degree = new Map<string, number>();
  const frequency = new Map<string, number>();
  const seen = new Set<string>();
  for (const passage of passages) {
    linesOf(passage.text).forEach((text, at) => {
      const source = citationOf(passage, passage.line + at);
      const place = `${source.document}\n${source.line}`;
      // Two passages may overlap; a line counts once.
      if (seen.has(place)) return;
      seen.add(place);
      for (const phrase of phrasesOf(text)) {
        for (const word of phrase) {
          const stem = stemOf(word);
          frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
          degree.set(stem, (degree.get(stem) ?? 0) + Math.min(phrase.length, LONGEST_PHRASE));
        }
        for (const run of runsOf(phrase)) {
          const stems = run.map(stemOf);
          const key = stems.join(" ");
          const form = run.join(" ");
          const candidate = candidates.get(key) ?? { stems, forms: new Map(), sources: new Map(), count: 0 };
          candidate.count += 1;
          candidate.forms.set(form, (candidate.forms.get(form) ?? 0) + 1);
          candidate.sources.set(place, source);
          candidates.set(key, candidate);
        }
      }
    });
  }
  return { candidates, degree, frequency };
}

/** The commonest spelling of a keyword; of equals the shorter, then the first in the alphabet. */
function spelling(forms: Map<string, number>): string {
  const ranked = [...forms].toSorted(([a, m], [b, n]) => n - m || a.length - b.length || (a < b ? -1 : 1));
  return ranked[0]?.[0] ?? "";
}

/**
 * Finds the keywords of some passages, without a model and always the same for the same input: RAKE's degree over
 * frequency, times the logarithm of how often the phrase stands there; more for phrases and for words of the topic.
 * @param limit how many at most
 * @returns best first; empty when the passages have no topical word
 */
export function extractKeywords(passages: KeywordPassage[], topic: string, limit: number): Keyword[] {
  const { candidates, degree, frequency } = collect(passages);
  const about = topicStems(topic);
  const ranked = [...candidates.values()]
    // A word of the topic alone ("products") is no news.
    .filter(({ stems }) => stems.length > 1 || stems.some((stem) => !about.has(stem)))
    .map((candidate) => {
      const rake = candidate.stems.reduce(
        (sum, stem) => sum + (degree.get(stem) ?? 0) / (frequency.get(stem) ?? 1),
        0,
      );
      const onTopic = candidate.stems.some((stem) => stem.split("-").some((part) => about.has(stemOf(part))));
      const score =
        rake *
        Math.log2(1 + candidate.count) *
        (onTopic ? TOPIC_BOOST : 1) *
        (candidate.stems.length === 1 ? SINGLE_WORD : 1);
      return { ...candidate, keyword: spelling(candidate.forms), score: Math.round(score * 100) / 100 };
    })
    // What stands there once may be chance; it only fills up the list.
    .toSorted(
      (a, b) =>
        Number(b.count > 1) - Number(a.count > 1) ||
        b.score - a.score ||
        b.count - a.count ||
        (a.keyword < b.keyword ? -1 : 1),
    );
  const chosen: typeof ranked = [];
  for (const next of ranked) {
    if (chosen.length === limit) break;
    // "paper" beside "paper tub" says nothing new, unless it stands alone much more often; nor does a chance longer form.
    const within = chosen.some(
      (have) =>
        have.stems.join(" ") !== next.stems.join(" ") &&
        ((next.stems.every((stem) => have.stems.includes(stem)) && next.count < have.count * 3) ||
          (have.stems.every((stem) => next.stems.includes(stem)) && next.count * 4 < have.count)),
    );
    if (!within) chosen.push(next);
  }
  return chosen.map(({ keyword, count, score, sources }) => ({
    keyword,
    count,
    score,
    sources: [...sources.values()].slice(0, SOURCES_A_KEYWORD),
  }));
}
