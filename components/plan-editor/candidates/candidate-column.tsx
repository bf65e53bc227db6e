"use client";

import { Coins, ShieldCheck, Zap, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { formatMicrosRange, formatSecondsRange } from "#lib/domain/format-amounts.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { CandidateStyle, PlanCandidate, PlanFigures } from "#lib/domain/candidate.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { makerWords, moreOrFewer, RISK_WORDS, sameWords, STYLE_WORDS } from "./candidate-words.ts";
import { CandidateSteps } from "./candidate-steps.tsx";

const ICONS: Record<CandidateStyle, LucideIcon> = { cheap: Coins, fast: Zap, careful: ShieldCheck };

/** One candidate: what it does otherwise, what it takes and risks, and its steps. */
export function CandidateColumn({
  candidate,
  present,
  figures,
  chosen,
  onChoose,
  onUse,
  busy,
  disabled,
}: {
  candidate: PlanCandidate;
  /** The plan as it is, and what that takes. */
  present: PlanGraph;
  figures: PlanFigures;
  chosen: ReadonlySet<StepId>;
  onChoose: (ids: readonly StepId[], on: boolean) => void;
  onUse: () => void;
  /** It is being taken. */
  busy: boolean;
  /** Nothing can be taken now. */
  disabled: boolean;
}) {
  const { title, aim } = STYLE_WORDS[candidate.style];
  const Icon = ICONS[candidate.style];
  const heading = `candidate-${candidate.style}`;
  return (
    <section
      aria-labelledby={heading}
      data-candidate={candidate.style}
      data-status={candidate.status}
      className="flex min-w-0 flex-col gap-3 rounded-lg border bg-surface p-3.5"
    >
      <div>
        <h3 id={heading} className="flex items-center gap-1.5 text-base font-semibold">
          <Icon className="size-4 text-accent" aria-hidden />
          {title}
        </h3>
        <p className="text-xs text-muted">Aims at: {aim}</p>
      </div>
      <Body
        {...{ candidate, title, present, figures, chosen, onChoose, disabled }}
        use={
          <Button
            variant="primary"
            busy={busy}
            disabled={disabled}
            onClick={onUse}
            aria-describedby={heading}
            className="self-start"
          >
            Use this plan
          </Button>
        }
      />
    </section>
  );
}

function Body({
  candidate,
  title,
  present,
  figures,
  chosen,
  onChoose,
  disabled,
  use,
}: {
  candidate: PlanCandidate;
  title: string;
  present: PlanGraph;
  figures: PlanFigures;
  chosen: ReadonlySet<StepId>;
  onChoose: (ids: readonly StepId[], on: boolean) => void;
  disabled: boolean;
  use: ReactNode;
}) {
  const { status, graph, report, message } = candidate;
  if (status === "planning") {
    return (
      <p className="flex items-center gap-2 py-4 text-muted">
        <Spinner /> Being planned
      </p>
    );
  }
  if (status === "failed" || !graph || !candidate.figures) {
    return <Banner tone="warning">{message ?? "This plan could not be made."}</Banner>;
  }
  const same = sameWords(candidate);
  const inPlace = diffGraphs(present, graph).length === 0;
  return (
    <>
      <Figures now={candidate.figures} then={figures} />
      {inPlace ? (
        <Badge tone="accent" className="self-start">
          The plan is like this now
        </Badge>
      ) : same ? null : (
        use
      )}
      {same && <p className="text-muted">{same}</p>}
      {report && report.trouble.length > 0 && (
        <Banner tone="warning" title="Made by rules, without a model">
          {report.trouble.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </Banner>
      )}
      <Sentences heading="What it does differently" sentences={candidate.remarks} />
      <Sentences heading="Taken for granted" sentences={report?.assumptions ?? []} />
      {(candidate.sameAs === null || candidate.sameAs === "plan") && (
        <CandidateSteps name={title} {...{ graph, present, chosen, onChoose, disabled }} />
      )}
      {report && <p className="mt-auto pt-1 text-xs text-muted">{makerWords(report)}</p>}
    </>
  );
}

/** What it takes beside the plan as it is; the risk with what it comes from. */
function Figures({ now, then }: { now: PlanFigures; then: PlanFigures }) {
  const risk = RISK_WORDS[now.risk.level];
  return (
    <div className="flex flex-col gap-2">
      <dl className="grid grid-cols-3 gap-2">
        <Figure name="Steps" amount={String(now.steps)}>
          {moreOrFewer(now.steps, then.steps)}
        </Figure>
        <Figure name="Time" amount={formatSecondsRange(now.seconds)}>
          now {formatSecondsRange(then.seconds)}
        </Figure>
        <Figure name="Cost" amount={formatMicrosRange(now.costMicros, now.costUnknown > 0)}>
          now {formatMicrosRange(then.costMicros, then.costUnknown > 0)}
        </Figure>
      </dl>
      <div>
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone={risk.tone}>{risk.word}</Badge>
          <span className="text-xs text-muted tabular-nums">{chance(now)}</span>
        </p>
        <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-4 text-xs text-muted">
          {now.risk.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Figure({ name, amount, children }: { name: string; amount: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd>
        <span className="block font-medium tabular-nums">{amount}</span>
        <span className="block text-xs text-muted tabular-nums">{children}</span>
      </dd>
    </div>
  );
}

function chance({ risk }: PlanFigures): string {
  return `about ${Math.round(risk.score * 100)} % that a step needs you`;
}

function Sentences({ heading, sentences }: { heading: string; sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div>
      <h4 className="font-medium">{heading}</h4>
      <ul className="mt-0.5 flex list-disc flex-col gap-1 pl-4">
        {sentences.map((sentence) => (
          <li key={sentence} className="[overflow-wrap:anywhere]">
            {sentence}
          </li>
        ))}
      </ul>
    </div>
  );
}
