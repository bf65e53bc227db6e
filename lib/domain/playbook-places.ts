import type { PlanGraph } from "./plan.ts";
import { FORMS, writeAs } from "./playbook-values.ts";
import { partsOf, type StepPart } from "./playbook-parts.ts";
import type { Place, PlaceForm, VariableInput } from "./playbook.ts";

/** A variable's value in one of its forms, to be looked for. */
type Needle = { name: string; form: PlaceForm; written: string | number };
type Claim = { name: string; place: Place; start: number; end: number };

/**
 * Where each variable's default stands in a graph, by the variable's name. Where two could stand in the same words the longer one
 * does; words stand whole only ("eco" is not in "economy").
 * @param taken places that other variables have already
 */
export function findPlaces(
  graph: PlanGraph,
  variables: readonly VariableInput[],
  taken: readonly Place[] = [],
): Map<string, Place[]> {
  const needles = needlesOf(variables);
  const occupied = Map.groupBy(taken, partKey);
  const found = new Map<string, Place[]>(variables.map(({ name }) => [name, []]));
  for (const step of graph.steps) {
    for (const part of partsOf(step)) {
      const before = occupied.get(partKey({ stepId: step.id, path: part.path })) ?? [];
      for (const { name, place } of claimsOn(step.id, part, needles, before)) found.get(name)?.push(place);
    }
  }
  return found;
}

/** A step's part as a key of maps. */
export function partKey({ stepId, path }: Pick<Place, "stepId" | "path">): string {
  return JSON.stringify([stepId, path]);
}

/** Whether a value of this form may be put there: an expression takes only what cannot change what it does. */
export function mayStandIn({ kind }: StepPart, form: PlaceForm): boolean {
  if (kind === "number") return form === "number" || form === "cents";
  if (kind === "code") return form === "cents_text" || form === "currency";
  return form !== "number" && form !== "cents" && form !== "cents_text";
}

/**
 * Where each variable's default stands in one text, first to last.
 * @returns spans (in UTF-16 units, the end exclusive) with the form in which it stands there
 */
export function findInText(
  text: string,
  variables: readonly VariableInput[],
): { name: string; form: PlaceForm; start: number; end: number }[] {
  const part: StepPart = { kind: "text", path: ["title"], value: text };
  return claimsOn("text", part, needlesOf(variables), []).map(({ name, place, start, end }) => ({
    name,
    form: place.form,
    start,
    end,
  }));
}

function needlesOf(variables: readonly VariableInput[]): Needle[] {
  return variables
    .flatMap(({ name, kind, default: value }) =>
      FORMS[kind].map((form) => ({ name, form, written: writeAs(value, form) })),
    )
    .toSorted((a, b) => String(b.written).length - String(a.written).length);
}

function claimsOn(
  stepId: string,
  part: StepPart,
  needles: readonly Needle[],
  before: readonly Place[],
): Claim[] {
  const { path } = part;
  const key = String(path.findLast((name) => typeof name === "string" && name !== "value") ?? "");
  if (part.kind === "number") {
    const needle = needles.find(
      ({ form, written }) =>
        written === part.value && mayStandIn(part, form) && (form === "number" || /cents$/i.test(key)),
    );
    if (!needle || before.length > 0) return [];
    const place: Place = { stepId, path, piece: null, form: needle.form };
    return [{ name: needle.name, place, start: 0, end: 0 }];
  }
  const claims: Claim[] = [];
  const busy = before.flatMap(({ piece }) => (piece ? [piece] : []));
  for (const { name, form, written } of needles) {
    if (typeof written !== "string" || !mayStandIn(part, form)) continue;
    for (const start of occurrences(part, form, written, key)) {
      const end = start + written.length;
      if ([...busy, ...claims].some((other) => other.start < end && start < other.end)) continue;
      claims.push({ name, place: { stepId, path, piece: { start, end }, form }, start, end });
    }
  }
  return claims.toSorted((a, b) => a.start - b.start);
}

function occurrences(part: StepPart, form: PlaceForm, written: string, key: string): number[] {
  const text = String(part.value);
  // Three letters alone say too little: a currency is only looked for where one must stand.
  if (form === "currency" && part.kind === "text")
    return text === written && /currency$/i.test(key) ? [0] : [];
  const found: number[] = [];
  for (let at = text.indexOf(written); at >= 0; at = text.indexOf(written, at + written.length)) {
    const end = at + written.length;
    const quoted = text[at - 1] === '"' && text[end] === '"';
    if (form === "currency" ? quoted : standsAlone(text, at, end)) found.push(at);
  }
  return found;
}

/** Whether no letter or digit continues a piece of text on either side, nor a number's decimals. */
function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  const after = text.slice(end, end + 2);
  const first = text.slice(start, start + 2);
  const last = text.slice(Math.max(0, end - 2), end);
  if (/^[\p{L}\p{N}]/u.test(first) && /[\p{L}\p{N}]$/u.test(before)) return false;
  if (/[\p{L}\p{N}]$/u.test(last) && /^[\p{L}\p{N}]/u.test(after)) return false;
  if (/^\d/.test(first) && /(?:\d[.,]|[-.$€£])$/.test(before)) return false;
  return !(/\d$/.test(last) && /^(?:[.,]\d|-\d)/.test(after));
}
