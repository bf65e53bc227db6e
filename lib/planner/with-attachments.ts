import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { Step } from "#lib/domain/step.ts";
import type { DraftedStep } from "./drafted-step.ts";
import * as kit from "./playbooks/step-kit.ts";
import type { DraftRequest } from "./ports.ts";

const ID = "attached-files";

/**
 * A drafted plan that uses the files which came with its goal: a step reads them, every text that is written has them as material,
 * and figures are taken from them where one of them is a table.
 */
export function withAttachments(
  drafted: readonly DraftedStep[],
  attachments: DraftRequest["attachments"],
  analysis: GoalAnalysis,
): DraftedStep[] {
  const tables = attachments.filter(({ name }) => /\.csv$/i.test(name));
  const [table] = tables;
  const figures = drafted.map((one) =>
    table && one.step.tool === "metrics.analyse" && !("document" in one.step.args)
      ? { ...one, step: { ...one.step, args: { ...one.step.args, document: kit.literal(table.name) } } }
      : one,
  );
  const texts = attachments.filter((file) => !tables.includes(file)).map(({ name }) => name);
  if (texts.length === 0 || figures.some(({ step }) => step.id === ID)) return figures;
  const reading = kit.searchStep({
    id: ID,
    title: texts.length === 1 ? "Read the attached file" : "Read the attached files",
    instruction: `Find in ${texts.join(", ")} what is about ${analysis.topic}.`,
    query: [analysis.topic, ...analysis.keywords.slice(0, 5)].join(" "),
    limit: 12,
  });
  const step: Step = {
    ...reading.step,
    args: { ...reading.step.args, documents: kit.literal(texts) },
    // Nothing else has what is in these files.
    fallbacks: [],
    optional: true,
  };
  return [{ step, dependsOn: [] }, ...figures.map(reads)];
}

/** A step that writes a text has the files among its material. */
function reads(one: DraftedStep): DraftedStep {
  const { material } = one.step.args;
  if (one.step.tool !== "text.write" || material?.kind !== "list") return one;
  const args = { ...one.step.args, material: { ...material, items: [kit.from(ID), ...material.items] } };
  return { step: { ...one.step, args }, dependsOn: [ID, ...one.dependsOn] };
}
