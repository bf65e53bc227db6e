"use client";

import type { ReactNode } from "react";
import { formatMicros } from "#lib/domain/format-amounts.ts";
import { ownPromptsText } from "#components/settings/prompts/prompt-words.ts";
import { Banner } from "#components/ui/banner.tsx";
import type { GoalAnalysis, PlannerReport } from "#lib/domain/goal.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { useEditorState } from "../editor-context.ts";
import { Section } from "../inspector/section.tsx";
import { formatDay, formatMoney } from "./format-goal.ts";

/** The goal as the planner understood it, what it took for granted, and what it says about its plan. */
export function GoalPanel() {
  const goal = useEditorState((state) => state.plan.goal);
  const analysis = useEditorState((state) => state.plan.analysis);
  const report = useEditorState((state) => state.plan.report);
  const attachments = useEditorState((state) => state.plan.attachments);
  const assumptions = [...new Set([...(analysis?.assumptions ?? []), ...(report?.assumptions ?? [])])];
  return (
    <div>
      <Section title="Goal">
        <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{goal}</p>
        {attachments.length > 0 && <p className="text-xs text-muted">With {attachments.join(", ")}</p>}
      </Section>
      {analysis && <Understood analysis={analysis} />}
      {assumptions.length > 0 && (
        <Section title="Assumptions">
          <Points items={assumptions} />
        </Section>
      )}
      {report && <Report report={report} />}
    </div>
  );
}

function Understood({ analysis }: { analysis: GoalAnalysis }) {
  const { deliverable, period, goalBudget, audience, keywords } = analysis;
  return (
    <Section title="Understood as">
      <dl className="grid grid-cols-[5.5rem_1fr] gap-x-3 gap-y-1.5">
        <Fact name="Topic">{analysis.topic}</Fact>
        {deliverable && <Fact name="Deliverable">{deliverable}</Fact>}
        {period && (
          <Fact name="Period">
            {formatDay(period.from)} to {formatDay(period.to)}
            <span className="text-muted"> (“{period.words}”)</span>
          </Fact>
        )}
        {goalBudget && <Fact name="Goal budget">{formatMoney(goalBudget)}</Fact>}
        {audience && <Fact name="Audience">{audience}</Fact>}
        {keywords.length > 0 && <Fact name="Search for">{keywords.join(", ")}</Fact>}
      </dl>
    </Section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

const SOURCES: Record<Exclude<PlannerReport["source"], "model">, string> = {
  explicit: "From the steps that the goal spells out",
  playbook: "From a playbook",
  generic: "A generic plan, because nothing more fitting was found",
};

function Report({ report }: { report: PlannerReport }) {
  const { source, model, trouble } = report;
  const declined = useEditorState((state) => state.plan.status) === "failed";
  const named = model ? `${model.name} (${model.provider})` : "a model";
  return (
    <Section title="From the planner">
      {trouble.length > 0 && model === null && (
        <Banner tone="warning" title="The model did not plan this">
          <Points items={trouble} />
        </Banner>
      )}
      <p>
        {source === "model"
          ? `${declined ? "Asked" : "Planned by"} ${named}.`
          : `${SOURCES[source]}, ${Math.round(report.confidence * 100)} % sure.`}
      </p>
      {trouble.length > 0 && model !== null && (
        <p className="text-muted">Before it answered: {trouble.join(" ")}</p>
      )}
      {report.remarks.length > 0 && <Points items={report.remarks} />}
      <p className="text-xs text-muted">{madeBy(report)}</p>
    </Section>
  );
}

/** "Model planner 1 · prompts: Draft a plan 2, others built-in · 1,200 tokens · $0.0040 · 3.2 s · mended once". */
function madeBy({ planner, plannerVersion, prompts, spend, seconds, repairs }: PlannerReport): string {
  const { inputTokens, outputTokens } = spend?.usage ?? { inputTokens: null, outputTokens: null };
  return [
    `${planner} ${plannerVersion}`,
    ...promptsText(prompts),
    ...(inputTokens !== null || outputTokens !== null
      ? [`${((inputTokens ?? 0) + (outputTokens ?? 0)).toLocaleString("en")} tokens`]
      : []),
    ...(spend ? [spend.costMicros === null ? "cost unknown" : formatMicros(spend.costMicros)] : []),
    ...(seconds === null ? [] : [`${seconds.toFixed(1)} s`]),
    ...(repairs > 0 ? [`mended ${countOf(repairs, "time")}`] : []),
  ].join(" · ");
}

/** Nothing of a planner that uses no prompts. */
function promptsText(prompts: PlannerReport["prompts"]): string[] {
  const versions = Object.values(prompts);
  if (versions.length === 0) return [];
  const own = ownPromptsText(prompts);
  if (own === null) return ["built-in prompts"];
  return [`prompts: ${own}${versions.includes(0) ? ", others built-in" : ""}`];
}

function Points({ items }: { items: readonly string[] }) {
  return (
    <ul className="flex list-disc flex-col gap-1 pl-4 marker:text-muted">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
