import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { Day } from "#lib/domain/goal.ts";
import { asData } from "#lib/models/as-data.ts";
import type { KnownDocument, Recollection } from "../ports.ts";
import { slimSchema } from "./slim-schema.ts";
import { writeStep } from "./write-step.ts";

/** Most characters of one piece of material, so that no file drowns the rest. */
const MOST_OF_A_FILE = 12_000;
const MOST_DOCUMENTS = 200;

/** The goal with everything that is known about it. */
export function describeGoal(
  analysis: GoalAnalysis,
  today: Day,
  answers: readonly [string, string][],
): string {
  const known = [
    `Today is ${today}.`,
    ...(analysis.period
      ? [`“${analysis.period.words}” is ${analysis.period.from} to ${analysis.period.to}.`]
      : []),
    ...(analysis.goalBudget
      ? [`The goal budget is ${analysis.goalBudget.cents} cents ${analysis.goalBudget.currency}.`]
      : []),
    ...answers.map(([question, answer]) => `Asked “${question}” the person answered: ${answer}`),
  ];
  return `${asData("goal", analysis.text)}\n${known.join("\n")}`;
}

/** The tools that a plan may use, with what they take and give. */
export function describeTools(tools: readonly ToolSpec[]): string {
  const lines = tools.map((tool) =>
    JSON.stringify({
      name: tool.name,
      does: tool.description,
      sideEffect: tool.sideEffect,
      ...(tool.unavailable === null ? {} : { unavailableNow: tool.unavailable }),
      input: slimSchema(tool.inputSchema),
      output: slimSchema(tool.outputSchema),
    }),
  );
  return `The tools of this installation, one a line:\n${lines.join("\n")}`;
}

/** Files that came with the goal, and titles of what the workspace knows. */
export function describeDocuments(
  documents: readonly KnownDocument[],
  attachments: readonly { name: string; content: string }[],
): string {
  const files = attachments.map(({ name, content }) => {
    const cut = content.length > MOST_OF_A_FILE;
    const note = cut ? `\n(the rest of ${content.length} characters is left out; steps can search it)` : "";
    return asData(`file ${name}`, content.slice(0, MOST_OF_A_FILE).toWellFormed() + note);
  });
  const titles = documents
    .slice(0, MOST_DOCUMENTS)
    .map(({ name, title, kind }) => `${name} (${kind}): ${title}`);
  return [
    ...(files.length > 0
      ? ["Files that came with the goal; steps find them with the workspace's documents:", ...files]
      : []),
    titles.length > 0
      ? asData("titles of the workspace's documents", titles.join("\n"))
      : "The workspace has no documents.",
  ].join("\n");
}

/** Playbooks that are close to the goal, and earlier plans of the workspace with how they went. */
export function describeRecollection({ playbooks, plans }: Recollection): string {
  const parts = [
    ...playbooks.map(({ title, description, steps }) =>
      asData(`playbook ${title}`, `${description}\n${steps.join("\n")}`),
    ),
    ...plans.map(({ goal, steps, outcome }) =>
      asData("an earlier plan", `Goal: ${goal}\n${steps.join("\n")}\nOutcome: ${outcome}`),
    ),
  ];
  return parts.length === 0
    ? ""
    : `Take from these what fits; the goal counts, not they:\n${parts.join("\n")}`;
}

/** A plan in the form that answers have, with what is wrong with it. */
export function describeFaults(graph: PlanGraph, findings: readonly Finding[]): string {
  const faults = findings
    .filter(({ severity }) => severity === "error")
    .slice(0, 60)
    .map(
      ({ stepId, field, message, fix }) =>
        `- ${stepId ?? "the plan"}${field ? ` (${field})` : ""}: ${message} ${fix ?? ""}`,
    );
  const steps = graph.steps.map((step) => JSON.stringify(writeStep(step, graph)));
  return `${asData("plan", steps.join("\n"))}\nWhat is wrong:\n${faults.join("\n")}`;
}
