"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { countOf } from "#lib/domain/count-of.ts";
import type { Failure } from "#lib/domain/errors.ts";
import { valueText } from "#lib/domain/playbook-values.ts";
import type { VariableInput } from "#lib/domain/playbook.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input } from "#components/ui/input.tsx";
import { readPart } from "./read-part.ts";

/** A part of the plan that may vary; `places`: how often it stands there, null where that is only known to the server. */
export type VariableRow = { chosen: boolean; variable: VariableInput; places: number | null };

/** The variables of the rows that are ticked, in their order: what the server is sent, and what its issues count. */
export const chosenOf = (rows: readonly VariableRow[]) =>
  rows.flatMap(({ chosen, variable }) => (chosen ? [variable] : []));

/** Which parts of a plan vary: each can be ticked and named, and others added by the text that stands in the plan. */
export function VariableRows({
  rows,
  onChange,
  failure,
  countPlaces,
}: {
  rows: readonly VariableRow[];
  onChange: (rows: VariableRow[]) => void;
  failure: Failure | null;
  /** How often a further part stands in the plan, beside those of the rows; null when only the server can tell. */
  countPlaces: ((variable: VariableInput) => number) | null;
}) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const whole = wholeErrorOf(rows, failure);

  function add() {
    const variable = readPart(text, rows);
    const places = countPlaces?.(variable) ?? null;
    if (text.trim() === "") setProblem("Enter a piece of text that stands in the plan.");
    else if (places === 0)
      setProblem(
        `“${text.trim().slice(0, 100)}” stands nowhere in the plan as a part of its own. Enter it exactly as the plan has it.`,
      );
    else {
      onChange([...rows, { chosen: true, variable, places }]);
      setText("");
      setProblem(null);
    }
  }

  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium">Parts that vary</legend>
      <p className="text-xs text-muted">
        What is ticked is asked for when the playbook is used; everything else stays as it is.
      </p>
      {rows.length === 0 && <p className="text-muted">Nothing that varies was found. Add a part below.</p>}
      <ul className="divide-y rounded-md border empty:hidden">
        {rows.map((row, i) => (
          <Row
            key={row.variable.name}
            row={row}
            error={errorOf(rows, i, failure)}
            onChange={(changed) => onChange(rows.map((other, at) => (at === i ? changed : other)))}
          />
        ))}
      </ul>
      {whole && (
        <p role="alert" className="text-xs font-medium text-danger">
          {whole}
        </p>
      )}
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <Field label="Another part" hint="A text, day or amount as it stands in the plan." error={problem}>
            <Input
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                add();
              }}
            />
          </Field>
        </div>
        <Button icon={<Plus />} onClick={add} className={problem ? "mb-10" : "mb-5"}>
          Add
        </Button>
      </div>
    </fieldset>
  );
}

function Row({
  row,
  error,
  onChange,
}: {
  row: VariableRow;
  error: string | null;
  onChange: (row: VariableRow) => void;
}) {
  const { chosen, variable, places } = row;
  const text = valueText(variable.default);
  const short = text.length > 80 ? `${text.slice(0, 77).toWellFormed()}...` : text;
  return (
    <li className="grid gap-x-3 gap-y-1 px-3 py-2 sm:grid-cols-[1fr_12rem]">
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <Checkbox
          label={`“${short}”`}
          checked={chosen}
          onChange={(event) => onChange({ ...row, chosen: event.target.checked })}
        />
        {places !== null && <p className="pl-6 text-xs text-muted">in {countOf(places, "place")}</p>}
      </div>
      <Field label={`Name of “${short}”`} hideLabel error={error}>
        <Input
          value={variable.label}
          disabled={!chosen}
          onChange={(event) => onChange({ ...row, variable: { ...variable, label: event.target.value } })}
        />
      </Field>
    </li>
  );
}

function errorOf(rows: readonly VariableRow[], index: number, failure: Failure | null): string | null {
  if (!rows[index]?.chosen) return null;
  const at = chosenOf(rows.slice(0, index)).length;
  return failure?.issues.find(({ path }) => path[0] === "variables" && path[1] === at)?.message ?? null;
}

/** What is wrong with the parts together, or with none that has a row here. */
function wholeErrorOf(rows: readonly VariableRow[], failure: Failure | null): string | null {
  const shown = chosenOf(rows).map((_, at) => at);
  const issue = failure?.issues.find(
    ({ path: [field, at] }) => field === "variables" && !shown.some((place) => place === at),
  );
  return issue?.message ?? null;
}
