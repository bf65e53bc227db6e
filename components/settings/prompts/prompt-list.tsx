"use client";

import Link from "next/link";
import { Moment } from "#components/shell/moment.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { countOf } from "#lib/domain/count-of.ts";
import type { PromptSummary } from "#lib/domain/prompt.ts";
import { useDraft } from "./prompt-drafts.ts";
import { PROMPT_WORDS, versionWords } from "./prompt-words.ts";

/** Every prompt: what it is for, which version is used, and who changed it last. */
export function PromptList({ prompts }: { prompts: readonly PromptSummary[] }) {
  return (
    <ul aria-label="Prompts" className="flex flex-col divide-y rounded-lg border bg-surface">
      {prompts.map((prompt) => (
        <PromptRow key={prompt.name} prompt={prompt} />
      ))}
    </ul>
  );
}

function PromptRow({ prompt: { name, active, versions, lastChange } }: { prompt: PromptSummary }) {
  const { title, what } = PROMPT_WORDS[name];
  const unsaved = useDraft(name) !== null;
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover">
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex flex-wrap items-baseline gap-x-2">
          <Link
            href={`/settings/prompts?prompt=${name}`}
            className="rounded-sm font-medium after:absolute after:inset-0"
          >
            {title}
          </Link>
          <span className="font-mono text-xs text-muted">{name}</span>
        </div>
        <p className="text-muted">{what}</p>
      </div>
      <div className="flex shrink-0 flex-wrap items-center gap-2">
        {unsaved && <Badge tone="waiting">Unsaved text</Badge>}
        <Badge tone={active === 0 ? "neutral" : "accent"}>{versionWords(active)}</Badge>
      </div>
      <p className="text-xs text-muted sm:w-56 sm:text-right">
        {versions === 0 ? "Never changed" : countOf(versions, "version")}
        {lastChange && (
          <>
            , <Moment at={lastChange.at} /> by {lastChange.author.name}
          </>
        )}
      </p>
    </li>
  );
}
