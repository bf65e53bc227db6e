import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import type { PromptDetail } from "#lib/domain/prompt.ts";
import { PROMPT_WORDS, versionWords } from "./prompt-words.ts";

/** What a prompt is for, which version is active, and the way back to all of them. */
export function PromptHead({ name, active }: Pick<PromptDetail, "name" | "active">) {
  const { title, what } = PROMPT_WORDS[name];
  return (
    <div>
      <Link
        href="/settings/prompts"
        className="inline-flex items-center gap-1 rounded-sm text-muted hover:text-text [&_svg]:size-3.5"
      >
        <ArrowLeft aria-hidden="true" />
        All prompts
      </Link>
      <div className="mt-1 flex flex-wrap items-center gap-2">
        <h2 className="text-base font-semibold">{title}</h2>
        <span className="font-mono text-xs text-muted">{name}</span>
        <Badge tone={active === 0 ? "neutral" : "accent"}>{versionWords(active)} active</Badge>
      </div>
      <p className="text-muted">{what}</p>
    </div>
  );
}
