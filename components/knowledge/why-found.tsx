import type { Why } from "#lib/domain/knowledge.ts";

/** Why a passage was found: each way of searching with the place that it gave the passage, and what it went by. */
export function WhyFound({ why, score }: { why: Why; score: number }) {
  const rows = [
    why.words && { name: "Words", ...why.words, by: why.words.words.join(", ") },
    why.spelling && {
      name: "Spelling",
      ...why.spelling,
      by: why.spelling.words.map(({ asked, found }) => `${asked} ~ ${found}`).join(", "),
    },
    why.meaning && { name: "Meaning", ...why.meaning, by: `${why.meaning.score.toFixed(2)} alike` },
  ].filter((row) => row !== null);
  return (
    <dl aria-label="Why it was found" className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-muted">
      {rows.map(({ name, rank, by }) => (
        <div key={name} className="flex gap-1">
          <dt className="font-medium text-text">{name}</dt>
          <dd>
            place {rank}
            {by !== "" && `: ${by}`}
          </dd>
        </div>
      ))}
      <div className="flex gap-1">
        <dt>Score</dt>
        <dd className="tabular-nums">{score.toFixed(2)}</dd>
      </div>
    </dl>
  );
}
