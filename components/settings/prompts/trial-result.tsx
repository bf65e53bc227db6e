import { formatSeconds } from "#lib/domain/format-amounts.ts";
import { costText } from "#lib/domain/cost-text.ts";
import { Badge } from "#components/ui/badge.tsx";
import { countOf } from "#lib/domain/count-of.ts";
import type { PromptTrial, TriedPlan, TriedStep } from "#lib/domain/prompt.ts";

/** What the planner drafted or changed in a trial, beside the steps that the plan has. */
export function TrialResult({ trial: { tried, present } }: { trial: PromptTrial }) {
  return (
    <section aria-label="Result of the trial" className="flex flex-col gap-3">
      <dl className="flex flex-wrap gap-x-5 gap-y-1 text-xs">
        <Fact name="Model">{tried.model}</Fact>
        <Fact name="Time">{formatSeconds(tried.seconds)}</Fact>
        <Fact name="Tokens">{tokensText(tried)}</Fact>
        <Fact name="Cost">
          {costText({ micros: tried.spend.costMicros ?? 0, unknown: tried.spend.costMicros === null })}
        </Fact>
      </dl>
      {tried.said === null ? (
        <Findings findings={tried.findings} steps={tried.steps} />
      ) : (
        <p className="wrap-anywhere whitespace-pre-wrap">{tried.said}</p>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <StepList title={tried.said === null ? "Drafted now" : "With the changes"} steps={tried.steps} />
        <StepList title="The plan at present" steps={present} />
      </div>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd className="font-medium tabular-nums">{children}</dd>
    </div>
  );
}

function tokensText({ spend: { usage } }: TriedPlan): string {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens === null && outputTokens === null) return "unknown";
  const count = (tokens: number | null) => tokens?.toLocaleString("en") ?? "unknown";
  return `${count(inputTokens)} in, ${count(outputTokens)} out`;
}

function Findings({ findings, steps }: Pick<TriedPlan, "findings" | "steps">) {
  if (findings.length === 0) return <p className="text-muted">The checks of plans find no fault in it.</p>;
  return (
    <ul aria-label="Findings" className="flex flex-col gap-1">
      {findings.map(({ severity, message, stepId }, index) => (
        <li key={index} className="flex items-start gap-2">
          <Badge tone={severity === "error" ? "failed" : "waiting"}>
            {severity === "error" ? "Error" : "Warning"}
          </Badge>
          <span className="min-w-0 break-words">
            {stepId !== null && (
              <span className="font-medium">{steps.find(({ id }) => id === stepId)?.title ?? stepId}: </span>
            )}
            {message}
          </span>
        </li>
      ))}
    </ul>
  );
}

function StepList({ title, steps }: { title: string; steps: readonly TriedStep[] }) {
  const places = new Map(steps.map(({ id }, index) => [id, index + 1]));
  return (
    <section aria-label={title} className="min-w-0 rounded-md border bg-surface p-3">
      <h3 className="font-medium">
        {title}{" "}
        <span className="text-xs font-normal text-muted tabular-nums">{countOf(steps.length, "step")}</span>
      </h3>
      {steps.length === 0 && <p className="text-muted">No steps.</p>}
      <ol className="mt-1 flex flex-col gap-1.5">
        {steps.map(({ id, title: name, tool, dependsOn }, index) => (
          <li key={id} className="flex gap-2">
            <span className="w-5 shrink-0 text-right text-muted tabular-nums">{index + 1}</span>
            <div className="min-w-0">
              <p className="break-words">{name}</p>
              <p className="text-xs text-muted">
                <span className="font-mono">{tool}</span>
                {dependsOn.length > 0 &&
                  `, after ${dependsOn.map((other) => places.get(other) ?? "a step that is not there").join(", ")}`}
              </p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
