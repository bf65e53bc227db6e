import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { StepId } from "#lib/domain/ids.ts";
import { PinnedModels } from "#lib/domain/model.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { PromptTexts, PromptVersions } from "#lib/domain/prompt.ts";
import { foretellReuse, type EarlierStep, type RerunPreview } from "#lib/domain/rerun-preview.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { Step } from "#lib/domain/step.ts";
import { largeValue } from "#lib/ledger/large-values.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { modelsToPin } from "#lib/models/model-profiles.ts";
import { builtInPrompt, textHash } from "#lib/models/prompts/built-in-prompts.ts";
import { promptVersionsOf } from "#lib/models/prompts/workspace-prompts.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noRun, toRunKey } from "./runs/run-keys.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

/** As in rerunRun. */
export const PreviewRerunInput = z.object({
  runId: z.string(),
  fromStepId: StepId.optional(),
  version: z.enum(["same", "latest"]),
});

/**
 * What a run that does an earlier one again would take over, and what it would do anew and why. Changes nothing.
 * @throws DomainError `not_found`; `invalid` at ["fromStepId"] when that version has no such step
 */
export async function previewRerun({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof PreviewRerunInput>;
}): Promise<RerunPreview> {
  const workspaceId = authorise(ctx.actor, "read");
  const { runId, fromStepId, version } = parseInput(PreviewRerunInput, input);
  const key = toRunKey(workspaceId, runId);
  return ctx.db.$transaction(async (tx) => {
    const run = await tx.run.findUnique({
      where: { workspaceId_id: { workspaceId, id: key.runId } },
      select: {
        number: true,
        planId: true,
        versionNumber: true,
        toolVersions: true,
        models: true,
        promptVersions: true,
        promptTexts: true,
        version: { select: { graph: true, plan: { select: { draft: true } } } },
      },
    });
    if (!run) throw noRun();
    const latest = version === "latest";
    const graph = PlanGraph.parse(latest ? run.version.plan.draft : run.version.graph);
    if (fromStepId !== undefined && !graph.steps.some(({ id }) => id === fromStepId)) {
      const message = "That version of the plan has no such step to run again from.";
      throw new DomainError("invalid", message, { issues: [{ path: ["fromStepId"], message }] });
    }
    const before = z.record(z.string(), z.string()).parse(run.toolVersions);
    const now = new Map((await workspaceTools(tx, workspaceId)).map(({ name, version }) => [name, version]));
    return {
      of: { runId: key.runId, number: run.number },
      versionNumber: latest ? null : run.versionNumber,
      steps: foretellReuse({
        graph,
        fromStepId: fromStepId ?? null,
        known: new Set(PlanGraph.parse(run.version.graph).steps.map(({ id }) => id)),
        earlier: await earlierSteps(tx, key),
        toolChanged: (tool) => now.get(tool) !== before[tool],
        askingChanged: await asksOtherwise(tx, workspaceId, run),
      }),
    };
  });
}

const Row = z.object({
  stepId: StepId,
  step: Step,
  output: z.unknown(),
  keyed: z.boolean(),
  once: z.boolean(),
  asked: z.boolean(),
  seconds: z.number(),
  micros: z.coerce.number(),
  stored: z.boolean(),
});

/** The nearest result of each step: in the run itself, or in one that it did again, as earlierResult looks for it; a map's items together. */
async function earlierSteps(tx: Tx, { workspaceId, runId }: RunKey): Promise<Map<string, EarlierStep>> {
  const rows = await tx.$queryRaw`
    with recursive chain as (
      select id, rerun_of, coalesce(redo, '[]') as redo, '[]'::jsonb as redone, 0 as distance
      from runs where workspace_id = ${workspaceId} and id = ${runId}
      union all
      select before.id, before.rerun_of, coalesce(before.redo, '[]'), chain.redone || chain.redo, chain.distance + 1
      from chain join runs before on before.workspace_id = ${workspaceId} and before.id = chain.rerun_of
    ), part as (
      select distinct on (s.step_id) s.step_id, split_part(s.step_id, '.', 1) as of_step, s.run_id, s.step, s.output, s.result_key, s.item,
        coalesce((s.reused->>'savedSeconds')::float8, extract(epoch from s.finished_at - s.started_at)::float8, 0) as seconds,
        coalesce((s.reused->>'savedMicros')::bigint, s.cost_micros) as micros
      from chain
      join step_runs s on s.workspace_id = ${workspaceId} and s.run_id = chain.id
      where s.status = 'succeeded' and s.pending >= 0 and s.undoes is null
        and not chain.redone ? split_part(s.step_id, '.', 1)
      order by s.step_id, chain.distance
    ), whole as (
      select of_step, bool_and(result_key is not null) filter (where item is not null) as items_keyed,
        sum(seconds) filter (where item is not null) as items_seconds, sum(micros) as micros,
        bool_or(exists (
          select from tool_calls c
          where c.workspace_id = ${workspaceId} and c.run_id = part.run_id and c.step_id = part.step_id
            and c.side_effect = 'once')) as once,
        bool_or(exists (
          select from model_calls m
          where m.workspace_id = ${workspaceId} and m.run_id = part.run_id and m.step_id = part.step_id)) as asked
      from part group by of_step
    )
    select part.step_id as "stepId", part.step, part.output, coalesce(whole.items_keyed, part.result_key is not null) as keyed,
      whole.once, whole.asked, coalesce(whole.items_seconds, part.seconds) as seconds, whole.micros,
      exists (
        select from large_values v
        where v.workspace_id = ${workspaceId} and v.run_id = part.run_id and v.step_id = part.step_id) as stored
    from part join whole on whole.of_step = part.step_id
    where part.item is null`;
  return new Map(
    z
      .array(Row)
      .parse(rows)
      .map(({ stepId, output, stored, ...rest }) => [
        stepId,
        { ...rest, deleted: largeValue(output) !== null && !stored },
      ]),
  );
}

/** Whether steps would ask other models than the run's did, or with other prompts. */
async function asksOtherwise(
  tx: Tx,
  workspaceId: string,
  run: { models: unknown; promptVersions: unknown; promptTexts: unknown },
): Promise<boolean> {
  const before = PinnedModels.parse(run.models);
  const now = await modelsToPin(tx, workspaceId);
  if (!sameJson([before.executor, before.checker], [now.executor, now.checker])) return true;
  const used = PromptVersions.parse(run.promptVersions);
  const texts = PromptTexts.parse(run.promptTexts);
  const active = await promptVersionsOf(tx, workspaceId);
  return (["step.fill", "step.write", "step.check"] as const).some((name) => {
    if (used[name] !== active[name]) return used[name] !== undefined;
    return (
      active[name] === 0 && texts[name] !== undefined && texts[name] !== textHash(builtInPrompt(name).text)
    );
  });
}
