"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";

export type Tab = { id: string; label: string; count?: number; content: ReactNode };

/** Tabs with their panels. Only the open panel is in the document. Arrow keys walk the tabs. */
export function Tabs({
  label,
  tabs,
  value,
  onValueChange,
  trailing,
  className,
  panelClassName,
}: {
  /** Names the tab list for screen readers. */
  label: string;
  tabs: Tab[];
  value: string;
  onValueChange: (id: string) => void;
  /** Stands at the right end of the bar. */
  trailing?: ReactNode;
  className?: string;
  panelClassName?: string;
}) {
  return (
    <Radix.Root
      value={value}
      onValueChange={onValueChange}
      className={classes("flex min-h-0 flex-col", className)}
    >
      <div className="flex shrink-0 items-center gap-2 border-b px-3">
        <Radix.List
          aria-label={label}
          className="flex min-w-0 flex-1 gap-x-1 overflow-x-auto max-sm:flex-wrap"
        >
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.id}
              value={tab.id}
              className={classes(
                "flex h-9 pointer-coarse:h-control shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2 font-medium text-muted",
                "hover:text-text focus-visible:outline-offset-[-3px] data-[state=active]:border-accent data-[state=active]:text-text",
              )}
            >
              {tab.label}
              {tab.count !== undefined && (
                <span className="text-xs font-normal text-muted tabular-nums">{tab.count}</span>
              )}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {trailing}
      </div>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.id}
          value={tab.id}
          className={classes(
            "relative min-h-0 flex-1 overflow-auto focus-visible:outline-offset-[-3px]",
            panelClassName,
          )}
        >
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
