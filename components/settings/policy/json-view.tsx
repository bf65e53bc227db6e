"use client";

import { useRef } from "react";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import type { Issue } from "#lib/domain/errors.ts";
import { jsonFault } from "#lib/domain/json-fault.ts";
import { lineOf, placeInJson } from "./json-place.ts";

/** The policy as JSON, with what is wrong in it below; each row leads to its place in the text. */
export function JsonView({
  text,
  issues,
  onChange,
}: {
  text: string;
  issues: readonly Issue[];
  onChange: (text: string) => void;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const count = issues.length === 1 ? "1 thing" : `${issues.length} things`;

  function show({ start, end }: { start: number; end: number }) {
    const { current } = area;
    if (!current) return;
    current.focus();
    current.setSelectionRange(start, end);
    const lines = text.split("\n").length;
    // Browsers do not bring a selection into view by themselves.
    current.scrollTop = (current.scrollHeight * (lineOf(text, start) - 4)) / lines;
  }

  return (
    <div className="flex flex-col gap-2">
      <Field
        label="The policy as JSON"
        hint="What is left out is as by default. Money is in millionths of a dollar (“micros”)."
        error={issues.length === 0 ? null : `${count} must be mended, listed below.`}
      >
        <Textarea
          ref={area}
          rows={26}
          spellCheck={false}
          className="font-mono text-xs leading-5"
          value={text}
          onChange={({ target }) => onChange(target.value)}
        />
      </Field>
      {issues.length > 0 && (
        <ul aria-label="To be mended" className="flex flex-col gap-1 text-xs">
          {issues.map(({ path, message }, index) => {
            const place = jsonFault(text) ? placeOfFault(text) : placeInJson(text, path);
            return (
              <li key={index}>
                <button type="button" className="text-left hover:underline" onClick={() => show(place)}>
                  <span className="text-muted tabular-nums">Line {lineOf(text, place.start)}</span>{" "}
                  {path.length > 0 && <code className="font-mono">{path.join(".")}: </code>}
                  {message}
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

function placeOfFault(text: string): { start: number; end: number } {
  const fault = jsonFault(text) ?? { line: 1, column: 1 };
  const before = text.split("\n").slice(0, fault.line - 1);
  const start = before.reduce((sum, each) => sum + each.length + 1, fault.column - 1);
  return { start, end: Math.min(text.length, start + 1) };
}
