import { planwright } from "../planwright/engine.ts";

/** One worker, in the process that starts the runs. */
export const engine = planwright(0);
