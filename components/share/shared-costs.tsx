import type { RunView } from "#lib/domain/view.ts";
import { stepCost } from "#lib/domain/run-cost.ts";
import { costText } from "#lib/domain/cost-text.ts";
import { Duration } from "#components/run-view/run-duration.tsx";
import { stepTitles } from "#components/run-view/step-titles.ts";
import { otherCosts } from "./other-costs.ts";

/** What each step has cost in all and how long its last attempt took, dearest first; then what replans and all else cost. */
export function SharedCosts({ run }: { run: RunView }) {
  const title = stepTitles(run.graph);
  const others = otherCosts(run);
  const steps = run.steps.toSorted((a, b) => stepCost(b).micros - stepCost(a).micros);
  return (
    <table className="w-full max-w-3xl border-collapse text-left">
      <caption className="sr-only">Cost by step</caption>
      <thead className="sticky top-0 bg-surface text-xs text-muted">
        <tr>
          <th scope="col" className="border-b px-4 py-1.5 font-medium">
            Step
          </th>
          <th scope="col" className="border-b px-4 py-1.5 font-medium">
            Tool
          </th>
          <th scope="col" className="border-b px-4 py-1.5 text-right font-medium">
            Last attempt
          </th>
          <th scope="col" className="border-b px-4 py-1.5 text-right font-medium">
            Tokens
          </th>
          <th scope="col" className="border-b px-4 py-1.5 text-right font-medium">
            Cost
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <tr key={step.stepId}>
            <td className="border-b px-4 py-1.5">{title(step.stepId)}</td>
            <td className="border-b px-4 py-1.5 font-mono text-xs">{step.tool ?? "–"}</td>
            <td className="border-b px-4 py-1.5 text-right">
              <Duration from={step.startedAt} to={step.finishedAt} />
            </td>
            <td className="border-b px-4 py-1.5 text-right tabular-nums">
              {step.model ? step.model.tokens.toLocaleString("en") : "–"}
            </td>
            <td className="border-b px-4 py-1.5 text-right tabular-nums">{costText(stepCost(step))}</td>
          </tr>
        ))}
        {run.replanUse && (
          <tr>
            <td className="border-b px-4 py-1.5">Working out replans</td>
            <td className="border-b px-4 py-1.5">–</td>
            <td className="border-b px-4 py-1.5 text-right">–</td>
            <td className="border-b px-4 py-1.5 text-right tabular-nums">
              {run.replanUse.tokens.toLocaleString("en")}
            </td>
            <td className="border-b px-4 py-1.5 text-right tabular-nums">
              {costText({ micros: run.replanUse.costMicros, unknown: run.replanUse.costUnknown })}
            </td>
          </tr>
        )}
        {others && (
          <tr>
            <td className="border-b px-4 py-1.5">Other steps and runs below</td>
            <td className="border-b px-4 py-1.5">–</td>
            <td className="border-b px-4 py-1.5 text-right">–</td>
            <td className="border-b px-4 py-1.5 text-right">–</td>
            <td className="border-b px-4 py-1.5 text-right tabular-nums">{costText(others)}</td>
          </tr>
        )}
      </tbody>
      <tfoot className="font-semibold">
        <tr>
          <th scope="row" colSpan={3} className="px-4 py-1.5">
            Together
          </th>
          <td className="px-4 py-1.5 text-right tabular-nums">
            {steps
              .reduce((sum, step) => sum + (step.model?.tokens ?? 0), run.replanUse?.tokens ?? 0)
              .toLocaleString("en")}
          </td>
          <td className="px-4 py-1.5 text-right tabular-nums">
            {costText({ micros: run.costMicros, unknown: run.costUnknown })}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
