import type { RedoneWhy, RerunPreview } from "#lib/domain/rerun-preview.ts";
import { formatMicros, formatSeconds } from "#lib/domain/format-amounts.ts";

const WHY: Record<RedoneWhy, string> = {
  asked: "it is the chosen step or follows it",
  new: "that run had no such step",
  unfinished: "that run has no result of it",
  changed: "its definition has changed",
  tool: "its tool has changed",
  models: "its models or prompts have changed",
  once: "its result must not be taken over unasked",
  deleted: "its result was deleted, because it was old",
  reads: "what it reads is done anew; should that come out the same, it is taken over",
};

/** Why a step would be done anew, in words. */
export function redoneWords(why: RedoneWhy): string {
  return WHY[why];
}

/** What a rerun would come to: "5 steps are taken over, 3 done anew. That saves about 12 s and $0.04." */
export function previewText({ steps }: RerunPreview): string {
  const reused = steps.filter(({ redone }) => redone === null);
  const seconds = reused.reduce((sum, { savedSeconds }) => sum + savedSeconds, 0);
  const micros = reused.reduce((sum, { savedMicros }) => sum + savedMicros, 0);
  const count = reused.length === 1 ? "1 step is taken over" : `${reused.length} steps are taken over`;
  const saved = [
    ...(seconds >= 0.05 ? [`${formatSeconds(seconds)} of work`] : []),
    ...(micros > 0 ? [formatMicros(micros)] : []),
  ];
  return `${count}, ${steps.length - reused.length} done anew.${saved.length > 0 ? ` That saves about ${saved.join(" and ")}.` : ""}`;
}
