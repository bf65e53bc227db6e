"use client";

import { allowanceWords, type ArgumentRule } from "#lib/domain/allowance.ts";
import type { ArgumentFault } from "#lib/domain/argument-faults.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select } from "#components/ui/input.tsx";

/** What further calls may have as one argument, while it is chosen. `text`: the pattern or the greatest number. */
export type AllowDraft = { kind: "same" | "like" | "most" | "any"; text: string };

/** What further calls may have, by the names of arguments; null: they ask again. */
export type AllowDrafts = Readonly<Record<string, AllowDraft>> | null;

/** As the verb takes it: an argument that may be anything is left out. */
export type Allow = Record<string, { kind: "same" } | Exclude<ArgumentRule, { kind: "same" }>>;

/** Allows further calls of the tool in this run, with what each argument must be, and says in words what that means. */
export function AllowForRun({
  toolTitle,
  args,
  drafts,
  faults,
  onChange,
}: {
  toolTitle: string;
  /** As they are about to be approved. */
  args: JsonObject;
  drafts: AllowDrafts;
  faults: readonly ArgumentFault[];
  onChange: (drafts: AllowDrafts) => void;
}) {
  const { allow } = readAllow(drafts ?? {}, args);
  const rules = Object.fromEntries(
    Object.entries(allow).map(([name, rule]) => [
      name,
      rule.kind === "same" ? { kind: rule.kind, value: args[name] ?? null } : rule,
    ]),
  );
  return (
    <div className="flex flex-col gap-2">
      <Checkbox
        label="Also allow such calls for the rest of this run"
        checked={drafts !== null}
        onChange={(event) => onChange(event.target.checked ? startDrafts(args) : null)}
      />
      {drafts !== null && (
        <fieldset className="flex max-w-160 flex-col gap-3 border-l-2 pl-3">
          <legend className="sr-only">What further calls must have</legend>
          {Object.entries(args).map(([name, value]) => (
            <Rule
              key={name}
              name={name}
              value={value}
              draft={drafts[name] ?? { kind: "same", text: "" }}
              error={faults.find((fault) => fault.name === name)?.message ?? null}
              onChange={(draft) => onChange({ ...drafts, [name]: draft })}
            />
          ))}
          <p className="text-muted wrap-anywhere" aria-live="polite">
            Then {toolTitle} goes on unasked in this run {allowanceWords({ rules })}.
          </p>
        </fieldset>
      )}
    </div>
  );
}

function Rule({
  name,
  value,
  draft,
  error,
  onChange,
}: {
  name: string;
  value: Json;
  draft: AllowDraft;
  error: string | null;
  onChange: (draft: AllowDraft) => void;
}) {
  const choose = (kind: AllowDraft["kind"]) =>
    onChange({ kind, text: kind === "same" ? "" : startText(value) });
  return (
    <div className="grid gap-2 sm:grid-cols-2">
      <Field label={<span className="font-mono text-xs">{name}</span>} error={hasText(draft) ? null : error}>
        <Select value={draft.kind} onChange={(event) => choose(event.target.value as AllowDraft["kind"])}>
          <option value="same">Exactly as here</option>
          {typeof value === "string" && <option value="like">Like a pattern</option>}
          {typeof value === "number" && <option value="most">At most</option>}
          <option value="any">Anything</option>
        </Select>
      </Field>
      {hasText(draft) && (
        <Field
          label={draft.kind === "like" ? `Pattern for ${name}` : `Most for ${name}`}
          error={error}
          hint={
            draft.kind === "like"
              ? "* stands for any characters. In an address, put it behind the / that ends the host."
              : undefined
          }
        >
          <Input
            value={draft.text}
            maxLength={500}
            inputMode={draft.kind === "most" ? "decimal" : undefined}
            onChange={(event) => onChange({ ...draft, text: event.target.value })}
          />
        </Field>
      )}
    </div>
  );
}

function hasText({ kind }: AllowDraft): boolean {
  return kind === "like" || kind === "most";
}

function startText(value: Json): string {
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 500) : "";
}

function startDrafts(args: JsonObject): Record<string, AllowDraft> {
  return Object.fromEntries(Object.keys(args).map((name) => [name, { kind: "same" as const, text: "" }]));
}

/** What was chosen as the verb takes it, and what is wrong with it. */
export function readAllow(
  drafts: NonNullable<AllowDrafts>,
  args: JsonObject,
): { allow: Allow; faults: ArgumentFault[] } {
  const allow: Allow = {};
  const faults: ArgumentFault[] = [];
  for (const name of Object.keys(args)) {
    const { kind, text } = drafts[name] ?? { kind: "same", text: "" };
    if (kind === "same") allow[name] = { kind };
    if (kind === "like") {
      if (text.trim() === "") faults.push({ name, message: "Write a pattern." });
      else allow[name] = { kind, pattern: text.trim() };
    }
    if (kind === "most") {
      const value = Number(text.replace(",", "."));
      if (text.trim() === "" || !Number.isFinite(value))
        faults.push({ name, message: "This is not a number." });
      else allow[name] = { kind, value };
    }
  }
  return { allow, faults };
}
