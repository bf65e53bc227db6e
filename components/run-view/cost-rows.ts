import type { Cost, RunCost } from "#lib/domain/run-cost-view.ts";
import type { Row } from "./sort-rows.ts";

/** By what a person adds the cost of a run up. */
export const COST_VIEWS = { steps: "By step", tools: "By tool", models: "By model" } as const;
export type CostViewName = keyof typeof COST_VIEWS;

/** A way to add a run's cost up: rows whose costs together are the last line's. */
export type CostView = {
  columns: readonly string[];
  rows: readonly Row[];
  together: Cost;
  togetherText: string;
};

/**
 * The rows of a way to add the cost up. Costs are in millionths of a dollar, so that they sort; `unknown` says of a row that some of its
 * cost has no known price, `id` which step it is, where that can be opened.
 */
export function costView(
  cost: RunCost,
  view: CostViewName,
  title: (stepId: string) => string,
  openable: ReadonlySet<string>,
): CostView {
  const { total, replans } = cost;
  const models: Cost = {
    micros: cost.models.reduce((sum, { micros }) => sum + micros, 0),
    unknown: cost.models.some(({ unknown }) => unknown),
  };
  const below = cost.below.map(({ runId, number, planTitle, micros, unknown }) => ({
    what: `Run ${number} of ${planTitle}`,
    run: runId,
    micros,
    unknown,
  }));
  switch (view) {
    case "steps": {
      const rows: Row[] = cost.steps.map((step) => ({
        what: title(step.stepId),
        ...(openable.has(step.stepId) && { id: step.stepId }),
        attempts: step.attempts,
        calls: step.calls,
        tokens: step.tokens,
        earlier: step.earlier.micros,
        earlierUnknown: step.earlier.unknown,
        micros: step.toolMicros + step.models.micros,
        unknown: step.models.unknown,
      }));
      if (replans) rows.push({ what: "Working out replans", ...replans });
      return {
        columns: ["what", "micros", "earlier", "attempts", "calls", "tokens"],
        rows: [...rows, ...below],
        together: total,
        togetherText: "The whole run",
      };
    }
    case "tools": {
      const rows: Row[] = cost.tools.map(({ tool, ...rest }) => ({ what: tool, ...rest }));
      const asked = cost.models.reduce((sum, { requests }) => sum + requests, 0);
      if (asked > 0) rows.push({ what: "Models", calls: asked, ...models });
      return {
        columns: ["what", "micros", "calls", "failed", "seconds"],
        rows: [...rows, ...below],
        together: total,
        togetherText: "The whole run",
      };
    }
    case "models":
      return {
        columns: ["what", "micros", "provider", "calls", "failed", "tokens"],
        rows: cost.models.map(({ model, requests, ...rest }) => ({ what: model, calls: requests, ...rest })),
        together: models,
        togetherText: "All models",
      };
  }
}

/** A share in percent that does not say 0 of something or 100 of less than all. */
export function shareText(part: number, whole: number): string {
  if (part <= 0 || whole <= 0) return "0 %";
  if (part >= whole) return "100 %";
  return `${Math.min(99, Math.max(1, Math.round((part / whole) * 100)))} %`;
}
