"use client";

import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { Button, IconButton } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { LimitDraft } from "./run-settings-draft.ts";

/** How many steps may use each tool at once: one row for each tool that has a limit. */
export function ToolLimits({
  limits,
  tools,
  problemOf,
  onChange,
}: {
  limits: readonly LimitDraft[];
  tools: readonly ToolSpec[];
  /** What is wrong with a row, by its key. */
  problemOf: (key: number) => string | null;
  onChange: (limits: LimitDraft[]) => void;
}) {
  const adding = useRef<HTMLButtonElement>(null);
  const unused = tools.find((tool) => !limits.some((limit) => limit.tool === tool.name));
  const change = (key: number, changes: Partial<LimitDraft>) =>
    onChange(limits.map((limit) => (limit.key === key ? { ...limit, ...changes } : limit)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium">Most steps at once with one tool</legend>
      {limits.map(({ key, tool, most }) => (
        <div key={key} className="flex max-w-xl items-start gap-2">
          <div className="min-w-0 flex-1">
            <Field label="Tool" hideLabel>
              <Select value={tool} onChange={(event) => change(key, { tool: event.target.value })}>
                {!tools.some(({ name }) => name === tool) && <option value={tool}>{tool} (removed)</option>}
                {tools.map(({ name, title }) => (
                  <option key={name} value={name}>
                    {title}
                  </option>
                ))}
              </Select>
            </Field>
          </div>
          <div className="w-40 min-w-0">
            <Field label={`Most at once with ${titleOf(tools, tool)}`} hideLabel error={problemOf(key)}>
              <Input
                inputMode="numeric"
                autoComplete="off"
                value={most}
                onChange={(event) => change(key, { most: event.target.value })}
              />
            </Field>
          </div>
          <IconButton
            label={`Remove the limit of ${titleOf(tools, tool)}`}
            icon={<X />}
            onClick={() => {
              onChange(limits.filter((limit) => limit.key !== key));
              // The button that had the focus goes with its row.
              adding.current?.focus();
            }}
          />
        </div>
      ))}
      <div>
        <Button
          ref={adding}
          size="small"
          icon={<Plus />}
          aria-disabled={unused === undefined}
          onClick={() => {
            const key = Math.max(-1, ...limits.map((limit) => limit.key)) + 1;
            if (unused) onChange([...limits, { key, tool: unused.name, most: "1" }]);
          }}
        >
          Limit a tool
        </Button>
      </div>
    </fieldset>
  );
}

function titleOf(tools: readonly ToolSpec[], name: string): string {
  return tools.find((tool) => tool.name === name)?.title ?? name;
}
