"use client";

import { useRef, type FormEvent, type ReactNode } from "react";
import { generalMessage, issueFor } from "#components/shell/issue-messages.ts";
import { useFocusInvalid } from "#components/shell/use-focus-invalid.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { RunSettings, SlownessAnswer } from "#lib/domain/settings.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { ChoiceSetting, NumberSetting } from "./setting-fields.tsx";
import { ToolLimits } from "./tool-limits.tsx";
import { useRunSettings } from "./use-run-settings.ts";

const FIELDS = [
  "mostSteps",
  "limits",
  "onSlow",
  "slowFactor",
  "onStall",
  "onNewInput",
  "replans",
  "mostReplans",
  "planningCap",
  "chatCap",
  "replanCap",
  "retentionDays",
] as const;

const ON_SLOW: Record<SlownessAnswer, string> = {
  wait: "Wait, and mark it",
  retry_elsewhere: "Try it on another worker",
  fall_back: "Go on with its next fallback",
  replan: "Ask the planner for a replan",
  ask: "Ask a person",
};

const ON_STALL: Record<RunSettings["onStall"], string> = {
  ask: "Ask a person",
  fail: "End the run as failed",
  replan: "Ask the planner for a replan",
};

const ON_NEW_INPUT: Record<RunSettings["onNewInput"], string> = {
  mark: "Mark the steps that used the old one",
  replan: "Mark them, and ask the planner for a replan",
};

const REPLANS: Record<RunSettings["replans"], string> = {
  ask: "Wait for a person's decision",
  apply: "Apply it, unless it brings something new",
};

const CAPS = [
  {
    field: "planningCap",
    label: "Spend cap for planning a goal",
    hint: "Questions, draft and repairs together, however often the planner has to begin again.",
  },
  {
    field: "chatCap",
    label: "Spend cap for a message of the chat",
    hint: "Reading it and putting the answer right.",
  },
  {
    field: "replanCap",
    label: "Spend cap for the replans of a run",
    hint: "All of them together, also those that a person asks for.",
  },
] as const;

/** How the workspace's planning and runs behave. */
export function RunSettingsForm({ initial, tools }: { initial: RunSettings; tools: readonly ToolSpec[] }) {
  const form = useRef<HTMLFormElement>(null);
  const { draft, changed, busy, failure, change, undo, save } = useRunSettings(initial);
  useFocusInvalid(form, failure);
  const conflict = failure?.code === "conflict";
  const general = conflict ? failure.message : generalMessage(failure, FIELDS);

  function submit(event: FormEvent) {
    event.preventDefault();
    void save();
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
      {general && <Banner tone={conflict ? "warning" : "error"}>{general}</Banner>}
      <Section title="At the same time">
        <NumberSetting
          label="Most steps of this workspace at once"
          hint="Over all workers and runs. Leave it empty for as many as there are workers for."
          error={issueFor(failure, "mostSteps")}
          empty="No limit"
          value={draft.mostSteps}
          onChange={(mostSteps) => change({ mostSteps })}
        />
        <ToolLimits
          limits={draft.limits}
          tools={tools}
          problemOf={(key) =>
            failure?.issues.find(({ path }) => path[0] === "limits" && path[1] === String(key))?.message ??
            null
          }
          onChange={(limits) => change({ limits })}
        />
      </Section>
      <Section title="When a step takes longer than expected">
        <ChoiceSetting
          label="What happens to the step"
          hint="Only work that may be repeated is tried elsewhere, and only a step with a fallback left goes on with it; otherwise a person is asked."
          error={issueFor(failure, "onSlow")}
          choices={ON_SLOW}
          value={draft.onSlow}
          onChange={(value) => change({ onSlow: SlownessAnswer.parse(value) })}
        />
        <NumberSetting
          label="How many times its expected time is too long"
          hint="Measured by the slowest of its earlier runs; a step without enough of them is too slow at its timeout."
          error={issueFor(failure, "slowFactor")}
          decimal
          value={draft.slowFactor}
          onChange={(slowFactor) => change({ slowFactor })}
        />
      </Section>
      <Section title="When nothing can go on">
        <ChoiceSetting
          label="What happens to the run"
          hint="When a step has failed for good and no other can start."
          error={issueFor(failure, "onStall")}
          choices={ON_STALL}
          value={draft.onStall}
          onChange={(value) => change({ onStall: RunSettings.shape.onStall.parse(value) })}
        />
      </Section>
      <Section title="When a person puts an output right">
        <ChoiceSetting
          label="What happens to the steps that have used it"
          hint="While the run is under way. Steps that have not begun read the new output in any case."
          error={issueFor(failure, "onNewInput")}
          choices={ON_NEW_INPUT}
          value={draft.onNewInput}
          onChange={(value) => change({ onNewInput: RunSettings.shape.onNewInput.parse(value) })}
        />
      </Section>
      <Section title="Replans that nobody asked for">
        <ChoiceSetting
          label="What happens to a proposed replan"
          hint="One that uses a tool or an address which the run did not have before, or repeats what changes something outside, always waits for a decision."
          error={issueFor(failure, "replans")}
          choices={REPLANS}
          value={draft.replans}
          onChange={(value) => change({ replans: RunSettings.shape.replans.parse(value) })}
        />
        <NumberSetting
          label="Most of them in one run"
          hint="When a run has had so many, it asks for a person. What a person asks for is not counted."
          error={issueFor(failure, "mostReplans")}
          value={draft.mostReplans}
          onChange={(mostReplans) => change({ mostReplans })}
        />
      </Section>
      <Section title="What models may cost">
        <p className="text-muted">
          In dollars. A request that could pass a cap is not made: the built-in planner goes on, and says why.
          Models whose price nobody knows are counted as a strong model would cost. Leave a cap empty for
          none.
        </p>
        {CAPS.map(({ field, label, hint }) => (
          <NumberSetting
            key={field}
            label={label}
            hint={hint}
            error={issueFor(failure, field)}
            decimal
            empty="No cap"
            value={draft[field]}
            onChange={(value) => change({ [field]: value })}
          />
        ))}
      </Section>
      <Section title="What is kept">
        <NumberSetting
          label="Days that events and large outputs are kept"
          hint="Counted from the end of their run. Steps, calls, costs and outputs up to 256 kB stay. Leave it empty to keep everything."
          error={issueFor(failure, "retentionDays")}
          empty="For ever"
          value={draft.retentionDays}
          onChange={(retentionDays) => change({ retentionDays })}
        />
      </Section>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" busy={busy}>
          Save
        </Button>
        {changed && <Button onClick={undo}>Undo the changes</Button>}
        <span className="text-muted">{changed ? "Not saved yet." : "Saved."}</span>
      </div>
    </form>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-4 rounded-lg border bg-surface p-4">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}
