/** What the command was asked: a goals file, and one planner or two to compare. */
export type EvalOptions = { goals: string; planners: [string] | [string, string] };

/** How the command is called. */
export const USAGE = "npm run eval:planner -- --goals FILE [--model PROFILE] [--compare A B]";

/** The planner that answers without a model. */
export const BUILT_IN = "built-in";

/** Reads the command's words, or says what is wrong with them. */
export function readEvalOptions(words: readonly string[]): EvalOptions | { problem: string } {
  const values = new Map<string, string[]>();
  const wanted: Record<string, number> = { "--goals": 1, "--model": 1, "--compare": 2 };
  for (let at = 0; at < words.length; at++) {
    const name = words[at] ?? "";
    const count = wanted[name];
    if (count === undefined) return { problem: `"${name}" is not known here.` };
    const given = words.slice(at + 1, at + 1 + count);
    if (given.length < count || given.some((value) => value.startsWith("--"))) {
      const what = name === "--goals" ? "a file" : name === "--model" ? "a model profile" : "two planners";
      return { problem: `${name} needs ${what}.` };
    }
    if (values.has(name)) return { problem: `${name} is given twice.` };
    values.set(name, given);
    at += count;
  }
  const [goals] = values.get("--goals") ?? [];
  if (goals === undefined) return { problem: "Say which goals to plan: --goals FILE." };
  const [model] = values.get("--model") ?? [];
  const [a, b] = values.get("--compare") ?? [];
  if (model !== undefined && a !== undefined) {
    return { problem: "--model and --compare cannot go together; name the model as one of the two." };
  }
  return { goals, planners: a !== undefined && b !== undefined ? [a, b] : [model ?? BUILT_IN] };
}
