import { z } from "zod";
import { respond } from "#lib/actions/respond.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { previewRun } from "#lib/services/preview-run.ts";

const Query = z.object({ rev: z.coerce.number().int() });

export const GET = respond<{ planId: string }>(({ ctx, params, query }) => {
  const { rev } = parseInput(Query, { rev: query.get("rev") });
  return previewRun({ ctx, input: { ...params, rev } });
});
