"use client";

import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel } from "#components/ui/menu.tsx";
import type { Finding } from "#lib/domain/finding.ts";
import type { OutputPath, Step } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { outputOptions, pathLabel } from "../arguments/output-options.ts";
import { useEditor } from "../editor-context.ts";
import { refocusSection } from "../refocus.ts";
import { DoneChecks } from "./done-checks.tsx";
import { FindingNotes } from "./finding-notes.tsx";
import { Section } from "./section.tsx";
import { findingsAt } from "./use-findings.ts";

/** The done-condition: parts of the output that must be there and not empty, and what else it must pass. */
export function DoneSection({
  step,
  tool,
  findings,
}: {
  step: Step;
  tool: ToolSpec | undefined;
  findings: readonly Finding[];
}) {
  const { edit, editable } = useEditor();
  const { required } = step.doneCondition;
  const set = (next: OutputPath[]) =>
    edit([
      {
        op: "update",
        stepId: step.id,
        changes: { doneCondition: { ...step.doneCondition, required: next } },
      },
    ]);
  const taken = new Set(required.map(pathLabel));
  const options = outputOptions(tool?.outputSchema ?? {}).filter(({ label }) => !taken.has(label));
  return (
    <Section
      title="Done when the output has"
      action={
        editable && (
          <Menu
            trigger={
              <Button variant="ghost" size="small" icon={<Plus />}>
                Add part
              </Button>
            }
          >
            <MenuLabel>Must be there and not empty</MenuLabel>
            {options.map((option) => (
              <MenuItem
                key={option.label}
                hint={option.type}
                onSelect={() => set([...required, option.path])}
              >
                {option.label}
              </MenuItem>
            ))}
          </Menu>
        )
      }
    >
      {required.length === 0 && <p className="text-xs text-muted">Anything: the tool alone decides.</p>}
      <ul className="flex flex-col gap-1.5">
        {required.map((path, index) => (
          <li key={pathLabel(path)} className="flex flex-col gap-1">
            <span className="flex items-center justify-between rounded-md border bg-well pl-2 text-xs">
              {pathLabel(path)}
              <button
                type="button"
                aria-label={`No longer require ${pathLabel(path)}`}
                className="flex size-6 items-center justify-center rounded-md text-muted hover:text-text pointer-coarse:size-control"
                onClick={(event) => {
                  refocusSection(event.currentTarget);
                  set(required.filter((_, other) => other !== index));
                }}
              >
                <X aria-hidden className="size-3.5" />
              </button>
            </span>
            <FindingNotes findings={findingsAt(findings, `doneCondition.required.${index}`, true)} />
          </li>
        ))}
      </ul>
      <DoneChecks step={step} findings={findings} />
    </Section>
  );
}
