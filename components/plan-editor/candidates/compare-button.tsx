"use client";

import { Columns3 } from "lucide-react";
import { useCommands } from "#components/palette/commands.ts";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useEditor } from "../editor-context.ts";
import { useComparisonContext } from "./comparison-context.ts";

/** Opens the comparison; says while it is closed that plans are being made, or how many are ready. */
export function CompareButton() {
  const { editable } = useEditor();
  const comparison = useComparisonContext();
  useCommands(() => ({
    commands:
      comparison && editable
        ? [
            {
              id: "compare",
              group: "Plan",
              label: "Compare with other plans",
              icon: <Columns3 />,
              keys: "Ctrl+Shift+K",
              words: "cheap fast careful candidates",
              run: () => comparison.setOpen(true),
            },
          ]
        : [],
  }));
  if (!comparison) return null;
  const { view } = comparison.candidates;
  const working = view?.set?.status === "working";
  const ready = view?.candidates.filter(({ status }) => status === "ready").length ?? 0;
  return (
    <Button
      size="small"
      variant="ghost"
      icon={working ? <Spinner /> : <Columns3 />}
      disabled={!editable}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+Shift+K Meta+Shift+K"
      title="Compare a cheap, a fast and a careful plan (Ctrl or Cmd + Shift + K)"
      onClick={() => comparison.setOpen(true)}
    >
      <span className="max-sm:sr-only">Compare</span>
      {ready > 0 && (
        <span className="rounded-full bg-accent px-1.5 text-accent-text tabular-nums">
          {ready}
          <span className="sr-only"> {ready === 1 ? "plan" : "plans"} ready</span>
        </span>
      )}
    </Button>
  );
}
