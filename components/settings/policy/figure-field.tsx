"use client";

import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { Figure } from "./policy-draft.ts";

/**
 * A number of the policy. What is no number stays in the field as it was typed, and in the draft.
 * @param unit how much of the policy's unit one of the field's is: a dollar is 1,000,000 millionths
 */
export function FigureField({
  label,
  hint,
  error,
  empty,
  value,
  unit = 1,
  onChange,
}: {
  label: string;
  hint?: string;
  error: string | null;
  /** What it means when nothing is entered. */
  empty?: string;
  value: Figure;
  unit?: number;
  onChange: (value: Figure) => void;
}) {
  /** As it is being typed: "1." is 1 already, and must not lose its point. */
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Field label={label} hint={hint} error={error}>
      <Input
        inputMode="decimal"
        autoComplete="off"
        placeholder={empty}
        className="max-w-40"
        value={typed ?? (typeof value === "number" ? String(value / unit) : (value ?? ""))}
        onChange={({ target }) => {
          setTyped(target.value);
          onChange(figureOf(target.value, unit));
        }}
        onBlur={() => setTyped(null)}
      />
    </Field>
  );
}

function figureOf(text: string, unit: number): Figure {
  const plain = text.trim().replace(/^\$/, "");
  if (plain === "") return null;
  const figure = Number(plain);
  if (!Number.isFinite(figure)) return text;
  return unit === 1 ? figure : Math.round(figure * unit);
}
