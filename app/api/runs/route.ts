import { z } from "zod";
import { respond } from "#lib/actions/respond.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { listRuns } from "#lib/services/list-runs.ts";

/** `status` may be repeated, or hold several with commas; `limit` is a number in digits; `mine=true`: those of the actor. */
const Query = z.object({
  status: z.array(RunStatus).optional(),
  limit: z.coerce.number().int().optional(),
});

export const GET = respond(({ ctx, query }) => {
  const given = query
    .getAll("status")
    .flatMap((value) => value.split(","))
    .filter((value) => value !== "");
  const { status, limit } = parseInput(Query, {
    status: given.length > 0 ? given : undefined,
    limit: query.get("limit") ?? undefined,
  });
  const text = { query: query.get("q") ?? undefined, cursor: query.get("cursor") ?? undefined };
  return listRuns({ ctx, input: { ...text, status, limit, mine: query.get("mine") === "true" } });
});
