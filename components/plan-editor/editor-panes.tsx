"use client";

import { lazy, Suspense, useState, type ReactNode } from "react";
import {
  KeptSearchesContext,
  type KeptSearch,
  type SearchedView,
} from "#components/graph/find/kept-search.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { CanvasPane } from "./canvas-pane.tsx";
import type { Chat } from "./chat/use-chat.ts";
import { editorParts } from "./editor-parts.ts";
import { Inspector } from "./inspector/inspector.tsx";
import { Outline } from "./outline/outline.tsx";
import { PANE_NAMES, Panes, type Pane } from "./panes.tsx";
import { PlanningNotice } from "./planning/planning-notice.tsx";

const ChatPanel = lazy(async () => ({ default: (await editorParts()).ChatPanel }));
const ChangesPane = lazy(async () => ({ default: (await editorParts()).ChangesPane }));
const TimelinePane = lazy(async () => ({ default: (await editorParts()).TimelinePane }));
const VersionCanvas = lazy(async () => ({ default: (await editorParts()).VersionCanvas }));

/** The editor's three panes and what stands in them: the plan, or two of its versions. */
export function EditorPanes({
  timeline,
  chat,
  readOnly,
  open,
  onOpenChange,
}: {
  /** Versions are looked at. */
  timeline: boolean;
  chat: Chat | null;
  readOnly: boolean;
  open: Pane;
  onOpenChange: (pane: Pane) => void;
}) {
  const [searches] = useState(() => new Map<SearchedView, KeptSearch>());
  return (
    <KeptSearchesContext value={searches}>
      <Panes
        readOnly={readOnly}
        open={open}
        onOpenChange={onOpenChange}
        chat={chat?.open ? <Later of={<ChatPanel chat={chat} />} /> : null}
        {...(timeline ? TIMELINE : EDITING)}
      />
    </KeptSearchesContext>
  );
}

/** What is drawn once its code is here. */
function Later({ of }: { of: ReactNode }) {
  return <Suspense fallback={<Spinner label="Loading" className="p-4" />}>{of}</Suspense>;
}

const EDITING = {
  names: PANE_NAMES,
  outline: <Outline />,
  canvas: (
    <>
      <CanvasPane />
      <PlanningNotice />
    </>
  ),
  inspector: <Inspector />,
};

/** While versions are looked at, all three panes show the two that are compared, so that none says another thing than the next. */
const TIMELINE = {
  names: { outline: "Versions", canvas: "Canvas", inspector: "Changes" },
  outline: <Later of={<TimelinePane />} />,
  canvas: <Later of={<VersionCanvas />} />,
  inspector: <Later of={<ChangesPane />} />,
};
