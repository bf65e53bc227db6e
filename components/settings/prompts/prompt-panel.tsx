"use client";

import { useState } from "react";
import { Tabs, type Tab } from "#components/ui/tabs.tsx";
import { TriablePrompt, type PromptDetail, type PromptVersion } from "#lib/domain/prompt.ts";
import { CompareTab } from "./compare-tab.tsx";
import { EditorTab } from "./editor-tab.tsx";
import { keepDraft, settleDraft, useDraft } from "./prompt-drafts.ts";
import { PromptHead } from "./prompt-head.tsx";
import { TryTab, type GoalChoice } from "./try-tab.tsx";
import { usePromptVerbs } from "./use-prompt-verbs.ts";
import { useTrial } from "./use-trial.ts";
import type { Choice } from "./version-choice.tsx";
import { VersionTimeline } from "./version-timeline.tsx";

/** One prompt: its text to edit, its versions to compare, activate and roll back to, and a goal to try it on. */
export function PromptPanel({ stored, goals }: { stored: PromptDetail; goals: readonly GoalChoice[] }) {
  const { name, active } = stored;
  const [saved, setSaved] = useState<PromptVersion | null>(null);
  const prompt = withVersion(stored, saved);
  const draft = useDraft(name);
  const trial = useTrial(name);
  const [tab, setTab] = useState("text");
  const [chosen, setChosen] = useState<number | null>(null);
  const [comparing, setComparing] = useState<{ from: Choice; to: Choice } | null>(null);
  const [trying, setTrying] = useState<Choice | null>(null);
  const [planId, setPlanId] = useState(goals[0]?.id ?? "");
  const verbs = usePromptVerbs(stored, (version) => {
    setSaved(version);
    setChosen(settleDraft(name, version) ? version.number : null);
  });

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
    verbs.forgetFailure();
    setTab("text");
  }

  function type(text: string) {
    verbs.forgetFailure();
    const before = draft ?? { from: shown === "draft" ? active : shown, note: "" };
    const unchanged = text === textOf(before.from) && before.note === "" && isThere(before.from);
    setChosen(unchanged ? before.from : null);
    keepDraft(name, unchanged ? null : { ...before, text });
  }

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
          busy={verbs.busy}
          failure={verbs.failure}
          onType={type}
          onNote={(note) => draft && keepDraft(name, { ...draft, note })}
          onShow={show}
          onDiscard={() => {
            if (draft && chosen === null) setChosen(draft.from);
            verbs.forgetFailure();
            keepDraft(name, null);
          }}
          onSave={(also) => draft && void verbs.save(draft, also)}
          onActivate={(number) => void verbs.activate(number)}
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

  return (
    <div className="flex flex-col gap-4">
      <PromptHead name={name} active={active} />
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
