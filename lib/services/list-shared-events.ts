import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import type { SharedEventPage } from "#lib/domain/share.ts";
import { listRunEvents, ListRunEventsInput } from "./list-run-events.ts";
import { secretsHider } from "./secrets/hide-secrets.ts";
import type { ReaderContext } from "./share/find-share.ts";
import { sharedEvents } from "./share/shared-events.ts";
import { asNoShare, findSharedRun } from "./share/shared-run.ts";

export const ListSharedEventsInput = ListRunEventsInput.omit({ runId: true }).extend({ token: z.string() });

/**
 * A page of what happened in a shared run, as far as its timeline and playback need it: the last ones before a number, oldest first.
 * @throws DomainError `not_found`
 */
export async function listSharedEvents({
  ctx: reader,
  input,
}: {
  ctx: ReaderContext;
  input: z.input<typeof ListSharedEventsInput>;
}): Promise<SharedEventPage> {
  const { token, ...page } = parseInput(ListSharedEventsInput, input);
  const { link, ctx, runId } = await findSharedRun(reader, token);
  const { workspaceId, planId, versionNumber, showCosts } = link;
  const [{ events }, { graph }, hide] = await Promise.all([
    listRunEvents({ ctx, input: { runId, ...page } }).catch(asNoShare),
    ctx.db.planVersion.findUniqueOrThrow({
      where: { workspaceId_planId_number: { workspaceId, planId, number: versionNumber } },
      select: { graph: true },
    }),
    secretsHider(ctx.db, workspaceId),
  ]);
  const steps = new Set(PlanGraph.parse(graph).steps.map(({ id }) => id));
  // Where nothing is left, what was asked for is deleted: a run that was carried out has events.
  const first = events[0]?.seq ?? page.before ?? null;
  // Fewer than were asked for come when those before them are deleted.
  const more = first !== null && first > 1 && events.length === page.limit;
  return {
    events: hide(events.flatMap((event) => sharedEvents(event, { steps, showCosts }))),
    before: more ? first : null,
    cut: first !== 1 && !more,
  };
}
