import { z } from "zod";

/** What an amount is in half of all cases at most (`p50`), and in nine of ten (`p90`, never less). */
export const Range = z.object({ p50: z.number(), p90: z.number() });
export type Range = z.infer<typeof Range>;
