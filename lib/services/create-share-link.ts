import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import type { NewEvent } from "#lib/domain/event.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Author } from "#lib/domain/plan.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { MOST_SHARE_DAYS, MOST_SHARE_LINKS, type ShareLinkView } from "#lib/domain/share.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { authorOf } from "./plans/author-of.ts";
import { lockPlan } from "./plans/lock-plan.ts";
import { checkPlanId } from "./plans/plan-keys.ts";
import { VERSION_SHOWN, versionSummary } from "./plans/version-summary.ts";
import { noRun, toRunKey } from "./runs/run-keys.ts";
import { sealVersion } from "./seal-version.ts";
import { tokenHash } from "./share/find-share.ts";
import { linkTopic } from "./share/link-topic.ts";
import { linkView } from "./share/link-view.ts";

/** What is shared: the plan as it stands at `rev`, which becomes a version, or a finished run, with or without what it cost. */
const Shared = z.discriminatedUnion("what", [
  z.object({ what: z.literal("plan"), planId: z.string(), rev: z.number().int().min(0) }),
  z.object({ what: z.literal("run"), runId: z.string(), showCosts: z.boolean() }),
]);

export const CreateShareLinkInput = z.object({
  shared: Shared,
  expiresAt: z.iso.datetime({ offset: true, error: "This is not a date." }),
});

/** What the link shows, by its keys. */
type Target = { workspaceId: string; planId: string; runId: string | null; versionNumber: number };

/**
 * Makes a link by which anybody may look at one version of a plan, or at a finished run. The token that it ends with is given here and
 * never again.
 * @throws DomainError `invalid` by field; `not_found`; `conflict` when the plan has changed or the run is not finished; `limit`
 */
export async function createShareLink({
  ctx,
  input,
}: {
  ctx: ServiceContext & { now?: Date };
  input: z.input<typeof CreateShareLinkInput>;
}): Promise<{ link: ShareLinkView; token: string }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { shared, expiresAt } = parseInput(CreateShareLinkInput, input);
  const now = ctx.now ?? new Date();
  const until = checkUntil(new Date(expiresAt), now);
  const author = authorOf(ctx.actor);
  const token = randomBytes(32).toString("base64url");
  const made = await ctx.db.$transaction(async (tx) => {
    const { showCosts, number, sealed, ...target } =
      shared.what === "plan"
        ? await planTarget(tx, { workspaceId, author, ...shared })
        : await runTarget(tx, { workspaceId, ...shared });
    const { planId } = target;
    await lockPlan(tx, { workspaceId, planId });
    const live = { workspaceId, planId, revokedAt: null, expiresAt: { gt: now } };
    if ((await tx.shareLink.count({ where: live })) >= MOST_SHARE_LINKS) {
      throw new DomainError(
        "limit",
        `A plan has at most ${MOST_SHARE_LINKS} links at a time. Revoke some first.`,
      );
    }
    const data = {
      ...target,
      id: newId(),
      tokenHash: tokenHash(token),
      showCosts,
      createdBy: author,
      expiresAt: until,
    };
    const link = await tx.shareLink.create({ data });
    const told: NewEvent = {
      type: "share.changed",
      linkId: link.id,
      what: "made",
      by: author.name,
      expiresAt: until.toISOString(),
    };
    const topic = linkTopic(link);
    await appendEvents(tx, { workspaceId, topic, bodies: [...sealed, told] });
    return { link: linkView(link, number), topic };
  });
  announce(ctx.db, workspaceId, [made.topic]);
  return { link: made.link, token };
}

function checkUntil(until: Date, now: Date): Date {
  const days = (until.getTime() - now.getTime()) / 86_400_000;
  const message =
    days <= 0
      ? "This is in the past."
      : days > MOST_SHARE_DAYS
        ? `A link holds for ${MOST_SHARE_DAYS} days at most.`
        : null;
  if (message !== null)
    throw new DomainError("invalid", message, { issues: [{ path: ["expiresAt"], message }] });
  return until;
}

async function planTarget(
  tx: Tx,
  { workspaceId, planId, rev, author }: { workspaceId: string; planId: string; rev: number; author: Author },
): Promise<Target & { showCosts: boolean; number: null; sealed: NewEvent[] }> {
  checkPlanId(planId);
  const versionNumber = await sealVersion(tx, {
    workspaceId,
    planId,
    rev,
    author,
    summary: "Shared by a link",
  });
  const version = await tx.planVersion.findUniqueOrThrow({
    where: { workspaceId_planId_number: { workspaceId, planId, number: versionNumber } },
    select: VERSION_SHOWN,
  });
  // One that had been sealed before is told of again, which readers take for what it is.
  const sealed: NewEvent[] = [{ type: "plan.sealed", version: versionSummary(version) }];
  return { workspaceId, planId, runId: null, versionNumber, showCosts: false, number: null, sealed };
}

async function runTarget(
  tx: Tx,
  { workspaceId, runId, showCosts }: { workspaceId: string; runId: string; showCosts: boolean },
): Promise<Target & { showCosts: boolean; number: number; sealed: NewEvent[] }> {
  toRunKey(workspaceId, runId);
  const run = await tx.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: runId } },
    select: { planId: true, number: true, versionNumber: true, status: true },
  });
  if (!run) throw noRun();
  if (!isRunOver(RunStatus.parse(run.status)))
    throw new DomainError("conflict", "The run is not finished. It can be shared when it is.");
  const { planId, number, versionNumber } = run;
  return { workspaceId, planId, runId, versionNumber, showCosts, number, sealed: [] };
}
