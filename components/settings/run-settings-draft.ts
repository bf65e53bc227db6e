import type { Failure } from "#lib/domain/errors.ts";
import { RunSettings, type SlownessAnswer } from "#lib/domain/settings.ts";

/** A limit as it stands in the form: `key` tells rows apart while their tool is still being chosen. */
export type LimitDraft = { key: number; tool: string; most: string };

/** The settings as a person types them. An empty number is none. */
export type RunSettingsDraft = {
  mostSteps: string;
  limits: LimitDraft[];
  onSlow: SlownessAnswer;
  slowFactor: string;
  onStall: RunSettings["onStall"];
  onNewInput: RunSettings["onNewInput"];
  replans: RunSettings["replans"];
  mostReplans: string;
  /** Spend caps in dollars. */
  planningCap: string;
  chatCap: string;
  replanCap: string;
  retentionDays: string;
};

/** The settings as the form shows them. */
export function draftOf(settings: RunSettings): RunSettingsDraft {
  return {
    mostSteps: settings.mostSteps?.toString() ?? "",
    limits: Object.entries(settings.mostByTool).map(([tool, most], key) => ({
      key,
      tool,
      most: String(most),
    })),
    onSlow: settings.onSlow,
    slowFactor: String(settings.slowFactor),
    onStall: settings.onStall,
    onNewInput: settings.onNewInput,
    replans: settings.replans,
    mostReplans: String(settings.mostReplans),
    planningCap: dollarsOf(settings.planningCapMicros),
    chatCap: dollarsOf(settings.chatCapMicros),
    replanCap: dollarsOf(settings.replanCapMicros),
    retentionDays: settings.retentionDays?.toString() ?? "",
  };
}

/**
 * A draft that was made from other settings than are in force now, on top of those: what it leaves as it was is theirs, what it changes
 * stays. `clashes`: the fields that both have changed, each its own way.
 */
export function rebaseDraft(
  draft: RunSettingsDraft,
  from: RunSettings,
  now: RunSettings,
): { draft: RunSettingsDraft; clashes: (keyof RunSettingsDraft)[] } {
  const before = draftOf(from);
  const theirs = draftOf(now);
  const fields = Object.keys(theirs) as (keyof RunSettingsDraft)[];
  const mine = fields.filter((field) => !sameField(draft, before, field));
  const kept = Object.fromEntries(mine.map((field) => [field, draft[field]]));
  const clashes = mine.filter(
    (field) => !sameField(before, theirs, field) && !sameField(draft, theirs, field),
  );
  return { draft: { ...theirs, ...kept }, clashes };
}

/** What has been saved meanwhile, as a failure of the fields that both have changed. */
export function clashFailure({ limits }: RunSettingsDraft, clashes: readonly string[]): Failure {
  const message = "Somebody else has changed this meanwhile. Saving puts yours in its place.";
  return {
    code: "conflict",
    message:
      "Somebody else has saved these settings meanwhile. What you had not changed is as they left it; look it over and save again.",
    issues: clashes.map((field) => {
      const row = field === "limits" ? limits.map(({ key }) => String(key)).slice(0, 1) : [];
      return { path: [field, ...row], message };
    }),
  };
}

/** Whether two drafts say the same in a field; rows of limits have numbers that mean nothing. */
function sameField(a: RunSettingsDraft, b: RunSettingsDraft, field: keyof RunSettingsDraft): boolean {
  if (field !== "limits") return a[field] === b[field];
  const said = ({ limits }: RunSettingsDraft) => limits.map(({ tool, most }) => [tool, most]);
  return JSON.stringify(said(a)) === JSON.stringify(said(b));
}

/** What a draft says, or what is wrong with it by field; that of a limit is at ["limits", its key]. */
export function settingsOf(
  draft: RunSettingsDraft,
): { ok: true; settings: RunSettings } | { ok: false; failure: Failure } {
  const checked = RunSettings.safeParse({
    mostSteps: optional(draft.mostSteps),
    mostByTool: Object.fromEntries(draft.limits.map(({ tool, most }) => [tool, required(most)])),
    onSlow: draft.onSlow,
    slowFactor: required(draft.slowFactor),
    onStall: draft.onStall,
    onNewInput: draft.onNewInput,
    replans: draft.replans,
    mostReplans: required(draft.mostReplans),
    planningCapMicros: microsOf(draft.planningCap),
    chatCapMicros: microsOf(draft.chatCap),
    replanCapMicros: microsOf(draft.replanCap),
    retentionDays: optional(draft.retentionDays),
  });
  const issues = [...twice(draft.limits), ...(checked.success ? [] : checked.error.issues)].map(
    ({ path, message }) => ({ path: asInForm(draft, path.map(String)), message }),
  );
  if (checked.success && issues.length === 0) return { ok: true, settings: checked.data };
  return {
    ok: false,
    failure: { code: "invalid", message: "The settings cannot be saved like this.", issues },
  };
}

/** A failure of the server with its limits named as the form names them. */
export function asOfForm(draft: RunSettingsDraft, failure: Failure): Failure {
  const issues = failure.issues.map((issue) => ({ ...issue, path: asInForm(draft, issue.path.map(String)) }));
  return { ...failure, issues };
}

/** Where the form has what the settings call so. */
function asInForm({ limits }: RunSettingsDraft, path: string[]): string[] {
  if (path.length === 1) return path.map((field) => field.replace(/CapMicros$/, "Cap"));
  if (path[0] !== "mostByTool") return path;
  // Of two limits of one tool the later one is the one that counts.
  const limit = limits.findLast(({ tool }) => tool === path[1]);
  return limit ? ["limits", String(limit.key)] : path;
}

function twice(limits: readonly LimitDraft[]): { path: string[]; message: string }[] {
  return limits
    .filter(({ tool, key }) => limits.some((other) => other.tool === tool && other.key < key))
    .map(({ key }) => ({ path: ["limits", String(key)], message: "This tool has a limit already." }));
}

function required(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

function dollarsOf(micros: number | null): string {
  return micros === null ? "" : String(micros / 1_000_000);
}

function microsOf(dollars: string): number | null {
  const amount = optional(dollars.replace(/^\s*\$/, ""));
  return amount === null ? null : Math.round(amount * 1_000_000);
}

function optional(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
