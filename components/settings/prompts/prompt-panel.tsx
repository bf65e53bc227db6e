"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Tabs, type Tab } from "#components/ui/tabs.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { activatePrompt } from "#lib/actions/activate-prompt.ts";
import { savePrompt } from "#lib/actions/save-prompt.ts";
import type { Failure } from "#lib/domain/errors.ts";
import { TriablePrompt, type PromptDetail, type PromptVersion } from "#lib/domain/prompt.ts";
import { CompareTab } from "./compare-tab.tsx";
import { EditorTab, type Busy } from "./editor-tab.tsx";
import { keepDraft, settleDraft, useDraft } from "./prompt-drafts.ts";
import { PROMPT_WORDS, versionWords } from "./prompt-words.ts";
import { TryTab, type GoalChoice } from "./try-tab.tsx";
import { useTrial } from "./use-trial.ts";
import type { Choice } from "./version-choice.tsx";
import { VersionTimeline } from "./version-timeline.tsx";

/** One prompt: its text to edit, its versions to compare, activate and roll back to, and a goal to try it on. */
export function PromptPanel({ stored, goals }: { stored: PromptDetail; goals: readonly GoalChoice[] }) {
  const { name, active } = stored;
  const [saved, setSaved] = useState<PromptVersion | null>(null);
  const prompt = withVersion(stored, saved);
  const router = useRouter();
  const draft = useDraft(name);
  const trial = useTrial(name);
  const [tab, setTab] = useState("text");
  const [chosen, setChosen] = useState<number | null>(null);
  const [comparing, setComparing] = useState<{ from: Choice; to: Choice } | null>(null);
  const [trying, setTrying] = useState<Choice | null>(null);
  const [planId, setPlanId] = useState(goals[0]?.id ?? "");
  const [busy, setBusy] = useState<Busy>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  const isThere = (choice: Choice | null): choice is Choice =>
    choice === "draft" ? draft !== null : prompt.versions.some(({ number }) => number === choice);
  const shown: Choice = isThere(chosen) ? chosen : draft ? "draft" : active;
  const textOf = (choice: Choice) =>
    (choice === "draft" ? draft : prompt.versions.find(({ number }) => number === choice))?.text ?? "";
  const compared =
    comparing && isThere(comparing.from) && isThere(comparing.to)
      ? comparing
      : { from: shown === active ? versionBefore(prompt, active) : active, to: shown };

  function show(choice: Choice) {
    setChosen(choice === "draft" ? null : choice);
    setFailure(null);
    setTab("text");
  }

  function type(text: string) {
    setFailure(null);
    const before = draft ?? { from: shown === "draft" ? active : shown, note: "" };
    const unchanged = text === textOf(before.from) && before.note === "" && isThere(before.from);
    setChosen(unchanged ? before.from : null);
    keepDraft(name, unchanged ? null : { ...before, text });
  }

  async function act(what: Exclude<Busy, null>, work: () => Promise<void>) {
    setBusy(what);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      const told = failureOf(error);
      setFailure(told);
      // What is active is not what this page shows: show it, so that the next try is made knowingly.
      if (told.code === "conflict") router.refresh();
    } finally {
      setBusy(null);
    }
  }

  const save = (activate: boolean) =>
    act(activate ? "save and activate" : "save", async () => {
      if (!draft) return;
      const { text, note } = draft;
      const version = await unwrap(
        savePrompt({ name, text, note, ...(activate && { activate: { from: active } }) }),
      );
      showToast(`Saved as version ${version.number}${activate ? ", which is active now" : ""}.`);
      setSaved(version);
      setChosen(settleDraft(name, version) ? version.number : null);
      router.refresh();
    });

  const activate = (number: number) =>
    act("activate", async () => {
      await unwrap(activatePrompt({ name, from: active, to: number }));
      showToast(`${versionWords(number)} is active now.`);
      router.refresh();
    });

  const tabs: Tab[] = [
    {
      id: "text",
      label: "Text",
      content: (
        <EditorTab
          shown={shown}
          text={textOf(shown)}
          active={active}
          draft={draft}
          busy={busy}
          failure={failure}
          onType={type}
          onNote={(note) => draft && keepDraft(name, { ...draft, note })}
          onShow={show}
          onDiscard={() => {
            if (draft && chosen === null) setChosen(draft.from);
            setFailure(null);
            keepDraft(name, null);
          }}
          onSave={(also) => void save(also)}
          onActivate={(number) => void activate(number)}
        />
      ),
    },
    {
      id: "compare",
      label: "Compare",
      content: (
        <CompareTab
          prompt={prompt}
          hasDraft={draft !== null}
          textOf={textOf}
          value={compared}
          onChange={setComparing}
        />
      ),
    },
  ];
  if (TriablePrompt.safeParse(name).success)
    tabs.push({
      id: "try",
      label: "Try",
      content: (
        <TryTab
          prompt={prompt}
          hasDraft={draft !== null}
          goals={goals}
          planId={planId}
          onPlan={setPlanId}
          version={isThere(trying) ? trying : shown}
          onVersion={setTrying}
          textOf={textOf}
          trial={trial}
        />
      ),
    });

  const { title, what } = PROMPT_WORDS[name];
  return (
    <div className="flex flex-col gap-4">
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
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <Tabs
          label="What to do with the prompt"
          tabs={tabs}
          value={tab}
          onValueChange={setTab}
          className="rounded-lg border bg-surface"
          panelClassName="p-4"
        />
        <VersionTimeline
          prompt={prompt}
          hasDraft={draft !== null}
          shown={shown}
          onShow={show}
          onCompare={(number) => {
            setComparing({ from: active, to: number });
            setTab("compare");
          }}
        />
      </div>
    </div>
  );
}

/** The prompt with a version that was just saved, until the page has read it itself. */
function withVersion(prompt: PromptDetail, saved: PromptVersion | null): PromptDetail {
  if (!saved || prompt.versions.some(({ number }) => number === saved.number)) return prompt;
  return { ...prompt, versions: [saved, ...prompt.versions].toSorted((a, b) => b.number - a.number) };
}

/** The version that came before another one; of the first of all, itself. */
function versionBefore({ versions }: PromptDetail, number: number): number {
  return versions.find((version) => version.number < number)?.number ?? number;
}
