import { planwright } from "../planwright/engine.ts";

/** Two worker programs that share the concurrency. */
export const engine = planwright(2);
