import type { ShareLink } from "#lib/db/generated/client.ts";
import type { Topic } from "#lib/domain/event.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { planTopic } from "../plans/plan-keys.ts";

/** Where it is told what becomes of a link: with the run that it shows, or with the plan. */
export function linkTopic({ planId, runId }: Pick<ShareLink, "planId" | "runId">): Topic {
  return runId === null ? planTopic(planId) : runTopic(runId);
}
