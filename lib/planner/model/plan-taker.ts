import { canonicalJson } from "#lib/domain/canonical-json.ts";
import { StepId } from "#lib/domain/ids.ts";
import type { Json } from "#lib/domain/json.ts";
import { storableLine } from "#lib/domain/text.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { DraftedStep } from "../drafted-step.ts";
import { idOf } from "../step-id.ts";
import { cleaned, isObject } from "./take-arguments.ts";
import { takeStep } from "./take-step.ts";

/** Most steps that a drafted plan may have. */
export const MOST_STEPS = 200;

/** A plan that cannot be used at all; `message` says why in a sentence. */
export class DraftFault extends Error {
  readonly refused: boolean;

  constructor(message: string, refused = false) {
    super(message);
    this.name = "DraftFault";
    this.refused = refused;
  }
}

type Held = { raw: Record<string, unknown>; id: StepId; name: string; needs: string[] };

/**
 * Takes the steps of a model's answer in any order and gives them in one where each comes after those it depends on. Steps that are
 * there twice are taken once, dependencies that do not exist or would close a circle are left out, and so are those that others imply.
 */
export class PlanTaker {
  /** What was mended on the way, for the person. */
  readonly remarks: string[] = [];
  readonly #tools: ReadonlyMap<string, ToolSpec>;
  /** The step here for each name in the answer. */
  readonly #ids = new Map<string, StepId>();
  readonly #taken = new Set<string>();
  readonly #contents = new Map<string, StepId>();
  readonly #ancestors = new Map<StepId, Set<StepId>>();
  /** Of what was no step after all: what it depended on. */
  readonly #bridges = new Map<StepId, StepId[]>();
  #held: Held[] = [];

  /** @param existing ids that other steps of the plan have already */
  constructor(tools: readonly ToolSpec[], existing: readonly StepId[] = []) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
    for (const id of existing) {
      this.#ids.set(id, id);
      this.#taken.add(id);
      this.#ancestors.set(id, new Set());
    }
  }

  /** Takes a step. @returns those that can now stand in the plan @throws DraftFault when there are too many */
  add(raw: unknown): DraftedStep[] {
    const answer = cleaned(raw);
    if (!isObject(answer)) return [];
    const title = nameOf(answer["title"]) || nameOf(answer["instruction"]);
    if (title === "") return [];
    const name = nameOf(answer["id"]) || title;
    const content = canonicalJson({
      title: title.toLowerCase(),
      tool: (answer["tool"] ?? null) as Json,
      args: (answer["args"] ?? null) as Json,
    });
    const same = this.#contents.get(content);
    if (same !== undefined) {
      this.remarks.push(`“${storableLine(title, 100)}” was drafted twice and is in the plan once.`);
      if (!this.#ids.has(name)) this.#ids.set(name, same);
      return this.#release();
    }
    if (this.#contents.size >= MOST_STEPS)
      throw new DraftFault(`The model drafted more than ${MOST_STEPS} steps, which nobody could check.`);
    const id = this.#idOf(nameOf(answer["id"]), title);
    this.#contents.set(content, id);
    if (!this.#ids.has(name)) this.#ids.set(name, id);
    const needs = [...new Set([...dependenciesIn(answer), ...referencesIn(answer)])].filter(
      (need) => need !== name && need !== "this-step",
    );
    this.#held.push({ raw: answer, id, name, needs });
    return this.#release();
  }

  /** Nothing more comes: gives what still waits, without what it waits for in vain. */
  end(): DraftedStep[] {
    const given: DraftedStep[] = [];
    while (this.#held.length > 0) {
      const unknown = this.#held.find(({ needs }) => needs.some((need) => !this.#ids.has(need)));
      const held = unknown ?? this.#held[0];
      if (!held) break;
      const missing = held.needs.filter((need) => (unknown ? !this.#ids.has(need) : !this.#isGiven(need)));
      held.needs = held.needs.filter((need) => !missing.includes(need));
      const names = missing.map((need) => `“${storableLine(need, 60)}”`).join(", ");
      this.remarks.push(
        unknown
          ? `A step was to wait for ${names}, which is no step of the plan.`
          : `A circle of dependencies was cut: a step no longer waits for ${names}.`,
      );
      given.push(...this.#release());
    }
    return given;
  }

  /** The answer's own id where it can be one, so that a step which is mended keeps it. */
  #idOf(name: string, title: string): StepId {
    if (!StepId.safeParse(name).success || this.#taken.has(name)) return idOf(name || title, this.#taken);
    this.#taken.add(name);
    return name;
  }

  #isGiven(name: string): boolean {
    const id = this.#ids.get(name);
    return id !== undefined && this.#ancestors.has(id);
  }

  /** Gives every held step whose needs are all in the plan, as long as there is one. */
  #release(): DraftedStep[] {
    const given: DraftedStep[] = [];
    for (;;) {
      const index = this.#held.findIndex(({ needs }) => needs.every((need) => this.#isGiven(need)));
      const [held] = index < 0 ? [] : this.#held.splice(index, 1);
      if (!held) return given;
      const step = this.#place(held);
      if (step) given.push(step);
    }
  }

  #place({ raw, id, needs }: Held): DraftedStep | null {
    const resolve = (name: string) => (this.#isGiven(name) ? (this.#ids.get(name) ?? null) : null);
    const taken = takeStep(raw, id, resolve, this.#tools);
    const named = needs.map((need) => this.#ids.get(need)).filter((need) => need !== undefined);
    const all = [...named, ...(taken?.reads ?? [])].flatMap((one) => this.#bridges.get(one) ?? [one]);
    const before = new Set(all.filter((one) => one !== id));
    const above = [...before].map((one) => this.#ancestors.get(one) ?? new Set<StepId>());
    this.#ancestors.set(id, new Set([...before, ...above.flatMap((set) => [...set])]));
    const dependsOn = [...before].filter((one) => !above.some((set) => set.has(one)));
    if (taken) return { step: taken.step, dependsOn };
    // What waits for it waits for what it would have waited for.
    this.#bridges.set(id, dependsOn);
    return null;
  }
}

function nameOf(value: unknown): string {
  return typeof value === "string"
    ? value.trim().slice(0, 300)
    : typeof value === "number"
      ? String(value)
      : "";
}

function dependenciesIn(answer: Record<string, unknown>): string[] {
  const listed = answer["dependsOn"] ?? answer["depends_on"] ?? answer["dependencies"];
  return Array.isArray(listed) ? listed.map(nameOf).filter((name) => name !== "") : [];
}

/** Every step that a value refers to, at any depth. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  const own = "$from" in value ? [nameOf(value["$from"])].filter((name) => name !== "") : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}
