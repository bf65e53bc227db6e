import { z } from "zod";
import { respond } from "#lib/actions/respond.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { listPlans } from "#lib/services/list-plans.ts";

/** `limit` is a number in digits. */
const Query = z.object({ limit: z.coerce.number().int().optional() });

export const GET = respond(({ ctx, query }) => {
  const { limit } = parseInput(Query, { limit: query.get("limit") ?? undefined });
  const text = { query: query.get("q") ?? undefined, cursor: query.get("cursor") ?? undefined };
  return listPlans({ ctx, input: { ...text, limit } });
});
