"use client";

import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel } from "#components/ui/menu.tsx";
import { useEditor, useEditorState } from "../editor-context.ts";
import { countOf } from "#lib/domain/count-of.ts";
import { findingPlace } from "../finding-place.ts";

/** Whether the plan can run; a list of what stands in the way, each row leading to its step. */
export function ValidityMenu() {
  const { openStep } = useEditor();
  const findings = useEditorState((state) => state.findings);
  const graph = useEditorState((state) => state.graph);
  const status = useEditorState((state) => state.plan.status);
  // A plan that is still being made is neither valid nor not.
  if (status === "planning" || status === "choosing" || status === "clarifying") return null;
  const errors = findings.filter((finding) => finding.severity === "error");
  const warnings = findings.filter((finding) => finding.severity === "warning");
  if (findings.length === 0) {
    return (
      <span className="flex items-center gap-1.5 px-1 text-xs text-status-succeeded [&_svg]:size-4">
        <CircleCheck aria-hidden /> Valid
      </span>
    );
  }
  return (
    <Menu
      trigger={
        <Button
          variant="ghost"
          size="small"
          className={errors.length > 0 ? "text-status-failed!" : "text-status-waiting!"}
          icon={errors.length > 0 ? <CircleAlert /> : <TriangleAlert />}
        >
          {errors.length > 0 ? countOf(errors.length, "problem") : countOf(warnings.length, "warning")}
        </Button>
      }
    >
      <MenuLabel>{errors.length > 0 ? "To be fixed before a run" : "To look at; a run can start"}</MenuLabel>
      {[...errors, ...warnings].map((finding, index) => (
        <MenuItem
          key={index}
          icon={
            finding.severity === "error" ? (
              <CircleAlert role="img" aria-label="Problem" className="text-status-failed" />
            ) : (
              <TriangleAlert role="img" aria-label="Warning" className="text-status-waiting" />
            )
          }
          onSelect={() => finding.stepId && openStep(finding.stepId)}
        >
          <span className="block max-w-80">
            <span className="block truncate text-xs text-muted">{findingPlace(finding, graph)}</span>
            {finding.message}
            {finding.fix && <span className="block text-xs text-muted">{finding.fix}</span>}
            <code className="block font-mono text-xs text-muted">{finding.rule}</code>
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}
