"use client";

import { GitCompareArrows } from "lucide-react";
import Link from "next/link";
import { Moment } from "#components/shell/moment.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { buttonClasses, IconButton } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import type { PromptDetail, PromptVersion } from "#lib/domain/prompt.ts";
import { versionPhrase, versionWords } from "./prompt-words.ts";
import type { Choice } from "./version-choice.tsx";

/** A prompt's versions, newest first, with who made them and why; the unsaved text stands above them. */
export function VersionTimeline({
  prompt,
  hasDraft,
  shown,
  onShow,
  onCompare,
}: {
  prompt: PromptDetail;
  hasDraft: boolean;
  shown: Choice;
  onShow: (choice: Choice) => void;
  /** Asks to see what makes the active version this one. */
  onCompare: (number: number) => void;
}) {
  return (
    <section aria-label="Versions" className="flex flex-col gap-2 rounded-lg border bg-surface p-3">
      <h3 className="font-semibold">Versions</h3>
      <ol className="flex flex-col gap-1">
        {hasDraft && (
          <li className={classes("rounded-md px-2 py-1.5", shown === "draft" && "bg-accent-soft")}>
            <Opener choice="draft" shown={shown} onShow={onShow}>
              Unsaved text
            </Opener>
          </li>
        )}
        {prompt.versions.map((version) => (
          <li
            key={version.number}
            className={classes(
              "flex items-start gap-1 rounded-md px-2 py-1.5",
              shown === version.number && "bg-accent-soft",
            )}
          >
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap items-center gap-2">
                <Opener choice={version.number} shown={shown} onShow={onShow}>
                  {versionWords(version.number)}
                </Opener>
                {version.number === prompt.active && <Badge tone="accent">Active</Badge>}
              </div>
              <About version={version} />
            </div>
            {version.number !== prompt.active && (
              <IconButton
                label={`Compare ${versionPhrase(version.number)} with the active one`}
                icon={<GitCompareArrows />}
                size="small"
                onClick={() => onCompare(version.number)}
              />
            )}
          </li>
        ))}
      </ol>
      <Parts prompt={prompt} />
      {prompt.activated && (
        <p className="border-t pt-2 text-xs text-muted">
          {versionWords(prompt.active)} active since <Moment at={prompt.activated.at} />, by{" "}
          {prompt.activated.author.name}
        </p>
      )}
    </section>
  );
}

/** The ways to the other parts of a history that is too long to be shown at once. */
function Parts({ prompt: { name, hasNewer, older } }: { prompt: PromptDetail }) {
  const address = `/settings/prompts?prompt=${name}`;
  return (
    <div className="flex flex-wrap gap-2 empty:hidden">
      {hasNewer && (
        <Link href={address} className={buttonClasses("secondary", "small")}>
          Newest versions
        </Link>
      )}
      {older !== null && (
        <Link href={`${address}&before=${older}`} className={buttonClasses("secondary", "small")}>
          Older versions
        </Link>
      )}
    </div>
  );
}

function Opener({
  choice,
  shown,
  onShow,
  children,
}: {
  choice: Choice;
  shown: Choice;
  onShow: (choice: Choice) => void;
  children: string;
}) {
  return (
    <button
      type="button"
      aria-current={shown === choice ? "true" : undefined}
      onClick={() => onShow(choice)}
      className="rounded-sm py-0.5 text-left font-medium hover:underline"
    >
      {children}
    </button>
  );
}

function About({ version: { author, createdAt, note } }: { version: PromptVersion }) {
  return (
    <>
      {note !== "" && <p className="break-words">{note}</p>}
      <p className="text-xs text-muted">
        {author && createdAt ? (
          <>
            {author.name}, <Moment at={createdAt} />
          </>
        ) : (
          "Comes with this installation"
        )}
      </p>
    </>
  );
}
