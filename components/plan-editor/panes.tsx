"use client";

import { useMedia } from "#components/graph/use-media.ts";
import { classes } from "#components/ui/classes.ts";
import { lazy, Suspense, type ReactNode } from "react";

// Only narrow screens have them.
const Tabs = lazy(async () => ({ default: (await import("#components/ui/tabs.tsx")).Tabs }));

/** Where the chat has room beside all three panes. */
export const ROOMY = "(min-width: 1280px)";

export type Pane = "outline" | "canvas" | "inspector";

/** What the panes are called; the timeline of versions stands in the same three. */
export const PANE_NAMES: Readonly<Record<Pane, string>> = {
  outline: "Outline",
  canvas: "Canvas",
  inspector: "Inspector",
};

/**
 * Outline, canvas and inspector side by side; on narrow screens one at a time, behind tabs. The chat, while it is open, stands beside
 * them where there is room, takes the inspector's place where there is less, and else the lower part of the screen.
 */
export function Panes(props: {
  outline: ReactNode;
  canvas: ReactNode;
  inspector: ReactNode;
  /** Null while it is closed. */
  chat: ReactNode;
  names: Readonly<Record<Pane, string>>;
  /** Nothing in the inspector can be changed. */
  readOnly: boolean;
  open: Pane;
  onOpenChange: (pane: Pane) => void;
}) {
  const wide = useMedia("(min-width: 900px)", true);
  const roomy = useMedia(ROOMY, true);
  if (!wide) {
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        <Suspense fallback={null}>
          <Tabs
            label="Parts of the editor"
            className="flex-1"
            value={props.open}
            onValueChange={(id) => props.onOpenChange(id === "outline" || id === "inspector" ? id : "canvas")}
            tabs={[
              { id: "outline", label: props.names.outline, content: props.outline },
              {
                id: "canvas",
                label: props.names.canvas,
                content: <div className="relative h-full">{props.canvas}</div>,
              },
              { id: "inspector", label: props.names.inspector, content: props.inspector },
            ]}
          />
        </Suspense>
        {props.chat && (
          <aside
            aria-label="Chat"
            className="z-10 h-[58%] shrink-0 rounded-t-lg border-t bg-surface shadow-raised"
          >
            {props.chat}
          </aside>
        )}
      </div>
    );
  }
  return (
    <div
      className={classes(
        "grid min-h-0 flex-1",
        props.chat && roomy
          ? "grid-cols-[clamp(11rem,14vw,17rem)_minmax(0,1fr)_clamp(15rem,19vw,22rem)_clamp(18rem,22vw,24rem)]"
          : "grid-cols-[clamp(11rem,19vw,17rem)_minmax(0,1fr)_clamp(16rem,25vw,22rem)]",
      )}
    >
      <div className="min-h-0 border-r bg-surface">{props.outline}</div>
      <div className="relative min-h-0">{props.canvas}</div>
      {(!props.chat || roomy) && (
        <aside
          aria-label={props.names.inspector}
          // With its fields disabled nothing else in it stops the keyboard, which is to scroll it all the same.
          tabIndex={props.readOnly ? 0 : undefined}
          className="relative min-h-0 overflow-y-auto border-l bg-surface focus-visible:outline-offset-[-3px]"
        >
          {props.inspector}
        </aside>
      )}
      {props.chat && (
        <aside aria-label="Chat" className="min-h-0 border-l bg-surface">
          {props.chat}
        </aside>
      )}
    </div>
  );
}
