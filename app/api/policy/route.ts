import { respond } from "#lib/actions/respond.ts";
import { getPolicy } from "#lib/services/get-policy.ts";

export const GET = respond(({ ctx, query }) => {
  const number = query.get("number");
  return getPolicy({ ctx, input: number === null ? {} : { number: Number(number) } });
});
