/**
 * Programs that want out, or want all there is. `ends`: the codes of the errors that they may end with, or "value" for one that gives
 * a value, which then must be one of `gives` when that is said. Nothing that a value could show of the outside stands among those.
 */
export type HostileProgram = { name: string; code: string; ends: string[]; gives?: unknown[] };

export const SLOW = ["too_slow"];
/** Whether time or memory runs out first is the machine's affair. */
export const HEAVY = ["too_slow", "out_of_memory", "code_failed", "too_deep"];
export const NOTHING = ["value"];
