import { z } from "zod";
import { respond } from "#lib/actions/respond.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { listApprovals } from "#lib/services/list-approvals.ts";

/** `open`: "false" for those that were decided; `mine`: "true" for those that wait for the member; `limit` is a number in digits. */
const Query = z.object({
  open: z.enum(["true", "false"]).optional(),
  mine: z.enum(["true", "false"]).optional(),
  limit: z.coerce.number().int().optional(),
});

export const GET = respond(({ ctx, query }) => {
  const { open, mine, limit } = parseInput(Query, {
    open: query.get("open") ?? undefined,
    mine: query.get("mine") ?? undefined,
    limit: query.get("limit") ?? undefined,
  });
  const input = {
    open: open !== "false",
    mine: mine === "true",
    runId: query.get("run") ?? undefined,
    approvalId: query.get("request") ?? undefined,
    cursor: query.get("cursor") ?? undefined,
    limit,
  };
  return listApprovals({ ctx, input });
});
