import { draftExplicitPlan } from "./explicit-plan.ts";
import { contextOf } from "./playbooks/match.ts";
import { missingFacts } from "./playbooks/missing-facts.ts";
import { genericPlan } from "./playbooks/generic.ts";
import { playbookById } from "./playbooks/registry.ts";
import { adaptPlaybook, savedQuestions } from "./playbooks/saved-playbook.ts";
import { assumptionOf, plainFacts } from "./plain-facts.ts";
import type { DraftedStep } from "./drafted-step.ts";
import type { Drafted, Drafter, DraftRequest } from "./ports.ts";
import { withAttachments } from "./with-attachments.ts";
import { repairByRemoval } from "./repair-plan.ts";

/** What plans say made them when no model did. The version goes up whenever the same goal may give another plan. */
export const BUILT_IN_PLANNER = { name: "Built-in planner", version: "4" } as const;

/** The built-in planner's drafts come out the same when they are made again, so they all have this name. */
export const BUILT_IN_DRAFT = "built-in";

/** Drafts without a model: the steps that the goal spells out, a playbook adapted to it, or the generic plan. */
export const builtInDrafter: Drafter = {
  ...BUILT_IN_PLANNER,
  rounds: 3,
  questions: (request) => {
    const { analysis, today, source } = request;
    const saved = savedFor(request);
    if (saved) {
      const questions = savedQuestions(saved, contextOf(analysis, today));
      return Promise.resolve({ questions, asked: null });
    }
    return Promise.resolve({
      questions: missingFacts(factsFor(source, analysis), analysis, today),
      asked: null,
    });
  },
  draft: async function* (request) {
    const { analysis, today, source, attachments, signal, answers } = request;
    const context = contextOf(analysis, today);
    const saved = savedFor(request);
    if (saved) {
      const adapted = adaptPlaybook(saved, context, answers);
      for (const step of withAttachments(adapted.steps, attachments, analysis)) {
        signal.throwIfAborted();
        yield { kind: "step", step };
      }
      for (const text of adapted.remarks) yield say(text);
      for (const text of adapted.assumptions) yield { kind: "assumption", text };
      return;
    }
    const playbook = source.kind === "playbook" ? playbookById(source.playbookId) : null;
    const plan =
      source.kind === "explicit"
        ? draftExplicitPlan(context)
        : {
            steps: withoutImplied(
              withAttachments((playbook ?? genericPlan).draft(context), attachments, analysis),
            ),
            remarks: [],
          };
    if (analysis.goalBudget === null && playbook?.facts.budget !== undefined) {
      yield say("The goal names no budget, so the plan has no step that allocates one.");
    }
    for (const step of plan.steps) {
      signal.throwIfAborted();
      yield { kind: "step", step };
    }
    for (const text of plan.remarks) yield say(text);
    // Who was asked has answered, or let the default count.
    const open = answers.length > 0 ? [] : missingFacts(factsFor(source, analysis), analysis, today);
    // Of a budget that a playbook or a step does without there is a remark.
    for (const fact of open.filter(({ id }) => id !== "budget" || source.kind === "generic"))
      yield { kind: "assumption", text: assumptionOf(fact, context) };
    if (source.kind === "playbook" && !playbook) {
      yield say(
        "The playbook was deleted meanwhile, so this is a general plan. Add your own steps before you run it.",
      );
    }
    if (source.kind === "explicit" && attachments.length > 0) {
      const names = attachments.map(({ name }) => name).join(", ");
      yield say(`The steps are exactly those of the goal; their searches look into ${names} too.`);
    }
    if (source.kind === "generic") {
      yield say(
        "No playbook fits this goal. This is a general plan that looks up what is known and reports; it knows nothing special about the goal. Add your own steps before you run it.",
      );
    }
  },
  repair: ({ tools }, graph, findings) =>
    Promise.resolve({ patch: repairByRemoval(graph, findings, tools), asked: null, remark: null }),
};

/** What the plan would use of the goal's facts; a playbook that is gone meanwhile leaves the generic plan. */
function factsFor(source: DraftRequest["source"], analysis: DraftRequest["analysis"]) {
  const playbook = source.kind === "playbook" ? playbookById(source.playbookId) : null;
  return playbook ?? plainFacts(source.kind === "explicit" ? "explicit" : "generic", analysis);
}

function savedFor({ source, playbooks }: Pick<DraftRequest, "source" | "playbooks">) {
  return source.kind === "playbook" ? playbooks.find(({ id }) => id === source.playbookId) : undefined;
}

const say = (text: string): Drafted => ({ kind: "remark", text });

/** The same steps without dependencies that others imply: playbooks name what a step reads, a graph shows the order. */
function withoutImplied(steps: DraftedStep[]): DraftedStep[] {
  const ancestors = new Map<string, Set<string>>();
  return steps.map(({ step, dependsOn }) => {
    const above = dependsOn.map((id) => ancestors.get(id) ?? new Set<string>());
    ancestors.set(step.id, new Set([...dependsOn, ...above.flatMap((set) => [...set])]));
    return { step, dependsOn: dependsOn.filter((id) => !above.some((set) => set.has(id))) };
  });
}
