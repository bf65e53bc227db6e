"use client";

import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/input.tsx";
import { formatMicros, formatSeconds } from "#lib/domain/format-amounts.ts";
import type { SideEffect, ToolSpec } from "#lib/domain/tool.ts";
import { useEditor } from "../editor-context.ts";

const EFFECTS: Record<SideEffect, string> = {
  read: "Only reads, free to repeat",
  idempotent: "Safe to repeat",
  once: "Changes something outside, never repeated unasked",
};

/** A choice of tool, with what the chosen one does, needs and costs. */
export function ToolField({
  value,
  onChange,
  label = "Tool",
}: {
  value: string;
  onChange: (tool: string) => void;
  label?: string;
}) {
  const { tools } = useEditor();
  const tool = tools.find((candidate) => candidate.name === value);
  return (
    <div className="flex flex-col gap-2">
      <Field label={label} hideLabel={label === "Tool"}>
        <Select value={value} onChange={(event) => onChange(event.target.value)}>
          {!tool && <option value={value}>{value === "" ? "Choose a tool" : `${value} (unknown)`}</option>}
          {tools.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </Select>
      </Field>
      {tool && <ToolFacts tool={tool} amounts={label !== "Tool"} />}
    </div>
  );
}

/** `amounts`: what it usually takes and costs as well; of a step's own tool its estimate says more. */
function ToolFacts({ tool, amounts }: { tool: ToolSpec; amounts: boolean }) {
  return (
    <>
      <p className="text-xs text-muted">{tool.description}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-xs">
        {tool.unavailable && (
          <>
            <dt className="text-muted">Not now</dt>
            <dd className="text-status-waiting">{tool.unavailable}</dd>
          </>
        )}
        <dt className="text-muted">Side effect</dt>
        <dd>{EFFECTS[tool.sideEffect]}</dd>
        {amounts && (
          <>
            <dt className="text-muted">Usually takes</dt>
            <dd>{formatSeconds(tool.typicalSeconds)}</dd>
            <dt className="text-muted">Costs</dt>
            <dd>{tool.costMicros === null ? "Unknown" : formatMicros(tool.costMicros)}</dd>
          </>
        )}
      </dl>
    </>
  );
}
