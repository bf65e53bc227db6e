"use client";

import { failureOf } from "#components/shell/api.ts";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { usePlaybook } from "./playbook-queries.ts";

/** How far a step is moved in for each level, at most six of them: a long chain stays readable on a narrow screen. */
const INDENT_REM = 0.75;
const MOST_LEVELS = 6;

/** The steps of a playbook as an outline, and what it is for. */
export function PlaybookPreview({ playbookId }: { playbookId: string }) {
  const playbook = usePlaybook(playbookId);
  if (playbook.isError)
    return (
      <ErrorNote {...failureOf(playbook.error)} onRetry={() => void playbook.refetch()} className="m-3" />
    );
  if (playbook.isPending) return <SkeletonRows rows={3} label="Loading the steps" />;
  const { builtIn, steps, phrases, variables } = playbook.data;
  return (
    <div className="flex flex-col gap-3 border-t bg-well/50 px-4 py-3 text-xs">
      {builtIn && (
        <p className="text-muted">
          It adapts itself to your goal: steps come and go with what the goal says. An example:
        </p>
      )}
      <ol aria-label="Steps" className="flex flex-col gap-1">
        {steps.map(({ id, title, tool, level }) => (
          <li
            key={id}
            className="flex flex-wrap gap-x-2 [overflow-wrap:anywhere]"
            style={{ paddingLeft: `${Math.min(level, MOST_LEVELS) * INDENT_REM}rem` }}
          >
            <span>{title}</span>
            <span className="text-muted">{tool}</span>
          </li>
        ))}
      </ol>
      {variables.length > 0 && (
        <p className="[overflow-wrap:anywhere] text-muted">
          Varies: {variables.map(({ label }) => label).join(", ")}
        </p>
      )}
      {phrases.length > 0 && (
        <p className="[overflow-wrap:anywhere] text-muted">For goals like “{phrases[0]}”</p>
      )}
    </div>
  );
}
