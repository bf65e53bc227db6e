"use client";

import { Tabs } from "#components/ui/tabs.tsx";
import type { ReactNode } from "react";
import { useMedia } from "./use-media.ts";

export type Pane = "outline" | "canvas" | "inspector";

/** Outline, canvas and inspector side by side; on narrow screens one at a time, behind tabs. */
export function Panes(props: {
  outline: ReactNode;
  canvas: ReactNode;
  inspector: ReactNode;
  open: Pane;
  onOpenChange: (pane: Pane) => void;
}) {
  const wide = useMedia("(min-width: 900px)");
  if (!wide) {
    return (
      <Tabs
        label="Parts of the editor"
        className="flex-1"
        value={props.open}
        onValueChange={(id) => props.onOpenChange(id === "outline" || id === "inspector" ? id : "canvas")}
        tabs={[
          { id: "outline", label: "Outline", content: props.outline },
          { id: "canvas", label: "Canvas", content: <div className="relative h-full">{props.canvas}</div> },
          { id: "inspector", label: "Inspector", content: props.inspector },
        ]}
      />
    );
  }
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[clamp(11rem,19vw,17rem)_minmax(0,1fr)_clamp(16rem,25vw,22rem)]">
      <div className="min-h-0 border-r bg-surface">{props.outline}</div>
      <div className="relative min-h-0">{props.canvas}</div>
      <aside aria-label="Inspector" className="min-h-0 overflow-y-auto border-l bg-surface">
        {props.inspector}
      </aside>
    </div>
  );
}
