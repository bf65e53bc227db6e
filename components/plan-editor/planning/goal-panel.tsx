"use client";

import type { ReactNode } from "react";
import type { GoalAnalysis, PlannerReport } from "#lib/domain/goal.ts";
import { useEditorState } from "../editor-context.ts";
import { Section } from "../inspector/section.tsx";
import { formatDay, formatMoney } from "./format-goal.ts";

/** The goal as the planner understood it, what it took for granted, and what it says about its plan. */
export function GoalPanel() {
  const goal = useEditorState((state) => state.plan.goal);
  const analysis = useEditorState((state) => state.plan.analysis);
  const report = useEditorState((state) => state.plan.report);
  return (
    <div>
      <Section title="Goal">
        <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{goal}</p>
      </Section>
      {analysis && <Understood analysis={analysis} />}
      {analysis && analysis.assumptions.length > 0 && (
        <Section title="Assumptions">
          <Points items={analysis.assumptions} />
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

const SOURCES: Record<PlannerReport["source"], string> = {
  explicit: "From the steps that the goal spells out",
  playbook: "From a playbook",
  generic: "A generic plan, because nothing more fitting was found",
};

function Report({ report }: { report: PlannerReport }) {
  return (
    <Section title="From the planner">
      <p>
        {SOURCES[report.source]}, {Math.round(report.confidence * 100)} % sure.
      </p>
      {report.remarks.length > 0 && <Points items={report.remarks} />}
      <p className="text-xs text-muted">
        {report.planner} {report.plannerVersion}
      </p>
    </Section>
  );
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
