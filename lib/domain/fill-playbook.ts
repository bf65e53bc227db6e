import type { PlanGraph } from "./plan.ts";
import { findInText, partKey } from "./playbook-places.ts";
import { mapParts, type StepPart } from "./playbook-parts.ts";
import { isOfKind, writeAs } from "./playbook-values.ts";
import type { Place, PlaybookVariable, SavedPlaybook, VariableInput, VariableValue } from "./playbook.ts";
import { Step } from "./step.ts";

/** What is wrong with the value of a variable, in a sentence that says what to do. */
export type ValueProblem = { variable: string; message: string };

/** A playbook with other values: the graph, and the variables with these values as their defaults; or what is wrong with the values. */
export type FilledPlaybook =
  { ok: true; graph: PlanGraph; variables: PlaybookVariable[] } | { ok: false; problems: ValueProblem[] };

/** How many characters all values may make together, so that no short document becomes an endless plan. */
const MOST_CHARACTERS = 5_000_000;

type Put = { variable: number; at: number; place: Place; value: VariableValue };

/**
 * Puts values in the places of a playbook's variables. A variable without a value keeps its default; with all the defaults it is the
 * playbook's own graph. Every step of the result fits the limits of steps.
 */
export function fillPlaybook(
  { graph, variables }: Pick<SavedPlaybook, "graph" | "variables">,
  values: ReadonlyMap<string, VariableValue>,
): FilledPlaybook {
  const chosen = variables.map(({ name, default: usual }) => values.get(name) ?? usual);
  const problems = checkValues(variables, chosen);
  if (problems.length > 0) return { ok: false, problems };
  const puts = variables.flatMap(({ places }, variable): Put[] =>
    places.map((place, at) => ({ variable, at, place, value: chosen[variable] ?? "" })),
  );
  const byPart = Map.groupBy(puts, ({ place }) => partKey(place));
  const touched = new Set(puts.map(({ place }) => place.stepId));
  const moved = variables.map(({ places }) => [...places]);
  const steps = graph.steps.map((step) => {
    if (!touched.has(step.id)) return step;
    const filled = mapParts(step, (part) => {
      const here = byPart.get(partKey({ stepId: step.id, path: part.path }));
      return here ? fillPart(part, here, moved) : part.value;
    });
    const checked = Step.safeParse(filled);
    if (checked.success) return checked.data;
    for (const issue of checked.error.issues) {
      const concerned = puts.filter(({ place }) => place.stepId === step.id && meets(place.path, issue.path));
      for (const variable of new Set(concerned.map((put) => put.variable))) {
        const { name = "", label = "" } = variables[variable] ?? {};
        const message = `With this “${label}” the step “${step.title}” does not fit: ${issue.message} Enter something shorter.`;
        problems.push({ variable: name, message });
      }
    }
    if (problems.length === 0) throw new Error("A step does not fit, though no value was put into it.");
    return step;
  });
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    graph: { steps, dependencies: graph.dependencies },
    variables: variables.map((variable, i) =>
      withDefault({ ...variable, places: moved[i] ?? [] }, chosen[i] ?? variable.default),
    ),
  };
}

function checkValues(
  variables: readonly PlaybookVariable[],
  chosen: readonly VariableValue[],
): ValueProblem[] {
  let characters = 0;
  return variables.flatMap(({ name, kind, label, places }, i) => {
    const value = chosen[i] ?? "";
    if (!isOfKind(kind, value)) return [{ variable: name, message: `“${label}” must be a ${kind}.` }];
    characters += places.length * (typeof value === "string" ? value.length : 20);
    if (characters <= MOST_CHARACTERS) return [];
    const message = `“${label}” stands in ${places.length} places, too many for so long a text. Enter something shorter.`;
    return [{ variable: name, message }];
  });
}

/** Writes the values into one part, from its beginning on, and notes where they stand then. */
function fillPart(part: StepPart, puts: readonly Put[], moved: Place[][]): string | number {
  const [only] = puts;
  if (part.kind === "number") return only ? writeAs(only.value, only.place.form) : part.value;
  let made = "";
  let from = 0;
  const inOrder = puts.toSorted((a, b) => (a.place.piece?.start ?? 0) - (b.place.piece?.start ?? 0));
  for (const { variable, at, place, value } of inOrder) {
    if (place.piece === null) throw new Error("A place in a text says from where to where.");
    made += part.value.slice(from, place.piece.start);
    const start = made.length;
    made += String(writeAs(value, place.form));
    from = place.piece.end;
    const places = moved[variable];
    if (places) places[at] = { ...place, piece: { start, end: made.length } };
  }
  return made + part.value.slice(from);
}

/** Whether one path leads to, or through, what the other one does. */
function meets(path: readonly PropertyKey[], other: readonly PropertyKey[]): boolean {
  const short = Math.min(path.length, other.length);
  return path.slice(0, short).every((key, i) => key === other[i]);
}

/** The kind was checked before, which the compiler cannot know of a union. */
function withDefault(variable: PlaybookVariable, value: VariableValue): PlaybookVariable {
  return { ...variable, default: value } as PlaybookVariable;
}

/** A text with the values in the places where the variables' defaults stand in it: an example goal, a name. */
export function fillText(
  text: string,
  variables: readonly VariableInput[],
  values: ReadonlyMap<string, VariableValue>,
): string {
  let made = "";
  let from = 0;
  for (const { name, form, start, end } of findInText(text, variables)) {
    const value = values.get(name);
    made +=
      text.slice(from, start) + (value === undefined ? text.slice(start, end) : String(writeAs(value, form)));
    from = end;
  }
  return made + text.slice(from);
}
