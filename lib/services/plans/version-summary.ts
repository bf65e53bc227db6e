import { Author } from "#lib/domain/plan.ts";
import type { PlanVersionSummary } from "#lib/domain/plan-version.ts";

/** The columns of a version that {@link versionSummary} reads. */
export const VERSION_SHOWN = {
  number: true,
  author: true,
  summary: true,
  createdAt: true,
  _count: { select: { runs: true } },
} as const;

type Row = { number: number; author: unknown; summary: string; createdAt: Date; _count: { runs: number } };

/** What lists show of a version, from its row. */
export function versionSummary({ number, author, summary, createdAt, _count }: Row): PlanVersionSummary {
  return {
    number,
    author: Author.parse(author),
    summary,
    createdAt: createdAt.toISOString(),
    runs: _count.runs,
  };
}
