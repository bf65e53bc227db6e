"use client";

import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { CARD } from "#components/graph/level-layout.ts";
import { placesKey, planDirection } from "#components/graph/plan-direction.ts";
import { placeSteps } from "#components/graph/step-positions.ts";
import { Banner } from "#components/ui/banner.tsx";
import { OnceWanted } from "#components/ui/once-wanted.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { whenIdle } from "#components/shell/when-idle.ts";
import type { Id } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { Announcements, Announcer } from "./announcements.tsx";
import { CanvasPane } from "./canvas-pane.tsx";
import { ComparisonContext } from "./candidates/comparison-context.ts";
import { useComparison } from "./candidates/use-comparison.ts";
import { ChatContext } from "./chat/chat-context.ts";
import { useChat } from "./chat/use-chat.ts";
import { CommentsContext } from "./comments/comments-context.ts";
import { useComments } from "./comments/use-comments.ts";
import { EditorContext, type Editor, type PickRequest } from "./editor-context.ts";
import { editorParts } from "./editor-parts.ts";
import { EditorHeader } from "./header/editor-header.tsx";
import { RunButton } from "./header/run-button.tsx";
import { undoOrRedo } from "./history.ts";
import { Inspector } from "./inspector/inspector.tsx";
import { MergeNoticeBanner } from "./merge-notice.tsx";
import type { LiveRun } from "./live-run/live-run.ts";
import { LiveRunBanner } from "./live-run/live-run-banner.tsx";
import { lockedEdit } from "./live-run/locked-steps.ts";
import { useApply } from "./live-run/use-apply.ts";
import { makeStep } from "./new-step.ts";
import { Outline } from "./outline/outline.tsx";
import { PANE_NAMES, Panes, type Pane } from "./panes.tsx";
import { PlanningNotice } from "./planning/planning-notice.tsx";
import { commentObstacle, runObstacle } from "./run-obstacle.ts";
import { sayEdit } from "./say-edit.ts";
import type { Overlay } from "./step-menu/overlay.tsx";
import type { EditorStore } from "./store/store-contract.ts";
import { useEditorStore } from "./store/use-editor-store.ts";
import { TitleRequestContext, type TitleRequest } from "./title-request.ts";
import { refuse } from "./use-draft.ts";
import { useClipboardKeys } from "./use-clipboard-keys.ts";
import { useEditorKeys } from "./use-editor-keys.ts";
import { useMedia } from "./use-media.ts";
import { useRun } from "./use-run.ts";
import { PresenceContext } from "./presence/presence-context.ts";
import { usePresence } from "./presence/use-presence.ts";
import { useVersions, type Versions } from "./versions/use-versions.ts";
import { VersionsContext } from "./versions/versions-context.ts";

const ChatPanel = lazy(async () => ({ default: (await editorParts()).ChatPanel }));
const ChangesPane = lazy(async () => ({ default: (await editorParts()).ChangesPane }));
const CompareDialog = lazy(async () => ({ default: (await editorParts()).CompareDialog }));
const EditorOverlay = lazy(async () => ({ default: (await editorParts()).EditorOverlay }));
const StartDialog = lazy(async () => ({ default: (await editorParts()).StartDialog }));
const StepPicker = lazy(async () => ({ default: (await editorParts()).StepPicker }));
const TimelinePane = lazy(async () => ({ default: (await editorParts()).TimelinePane }));
const VersionCanvas = lazy(async () => ({ default: (await editorParts()).VersionCanvas }));

/** The editor as a person sees it: header, notices, three panes, and what opens over them. */
export function EditorScreen({
  store,
  tools,
  offline,
  live,
  userId,
  compare = false,
}: {
  store: EditorStore;
  tools: ToolSpec[];
  offline: boolean;
  /** The run that the edits are for, or null. */
  live: LiveRun | null;
  /** Who looks at it. */
  userId: Id | null;
  /** The comparison opens by itself. */
  compare?: boolean;
}) {
  const status = useEditorStore(store, (state) => state.plan.status);
  const planId = useEditorStore(store, (state) => state.plan.id);
  const faults = useEditorStore(store, runObstacle);
  const graph = useEditorStore(store, (state) => state.graph);
  const [announcer] = useState(() => new Announcer());
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const [request, setRequest] = useState<PickRequest | null>(null);
  const [title, setTitle] = useState<TitleRequest | null>(null);
  const [pane, setPane] = useState<Pane>("canvas");
  const [drafts] = useState((): Editor["drafts"] => new Map());
  const editable = status === "draft" || status === "failed" || status === "stopped";
  const conversation = useChat(planId, graph, live === null);
  const chat = live ? null : conversation;
  const comparing = useComparison(store, planId, {
    editable,
    drafted: status === "draft",
    wanted: compare,
  });
  const comparison = live ? null : comparing;
  const latest = useEditorStore(store, ({ plan }) => Math.max(0, ...plan.versions.map((it) => it.number)));
  const lookedAt = useEditorStore(store, ({ selection }) => selection.at(-1) ?? null);
  const others = usePresence(planId, lookedAt);
  const comments = useComments(planId, graph);
  const timeline = useVersions(planId, graph, latest);
  const versions: Versions | null = live ? null : timeline;
  const roomy = useMedia("(min-width: 1280px)");
  const leaveChat = chat !== null && !roomy ? chat.setOpen : null;

  // They are there by the time somebody asks for them; without them they come then.
  const root = useRef<HTMLDivElement>(null);
  useEffect(
    () => whenIdle(() => void editorParts().then(() => root.current?.setAttribute("data-parts", "loaded"))),
    [],
  );

  const applying = useApply(live, store, graph);
  const { refusals } = applying;

  const editor = useMemo((): Editor => {
    const openStep = (stepId: string) => {
      store.select([stepId]);
      setPane("inspector");
      // There the chat stands in the inspector's place, or leaves it little room.
      leaveChat?.(false);
    };
    return {
      store,
      tools,
      drafts,
      editable,
      positionsKey: `plan:${planId}`,
      announce: announcer.say,
      pickStep: setRequest,
      open: setOverlay,
      openStep,
      editTitle: (stepId) => {
        openStep(stepId);
        setTitle({ stepId });
      },
      live,
      userId,
      refusals,
      edit: (patch, options) => {
        const { graph } = store.getState();
        const locked = live && lockedEdit(patch, live.locked, graph);
        const result = locked === null ? store.edit(patch, options) : refuse(locked);
        // While a person types, the field itself says what is wrong.
        if (!result.ok && !options?.coalesce) showToast(result.message, "error");
        if (result.ok) forgetDrafts(drafts, patch);
        if (result.ok && !options?.coalesce)
          announcer.say(sayEdit(graph, store.getState().graph, patch, options?.name));
        return result;
      },
    };
  }, [store, tools, drafts, announcer, editable, planId, live, userId, refusals, leaveChat]);
  const commented = commentObstacle(comments.blocking, graph);
  const start = useRun(editor, () => commented);
  const main = live
    ? { run: applying.apply, busy: applying.busy, obstacle: faults ?? commented ?? applying.obstacle }
    : { run: start.run, busy: start.busy && start.asking === null, obstacle: faults ?? commented };
  useEditorKeys({
    run: main.run,
    undo: () => editable && undoOrRedo(editor, "undo"),
    redo: () => editable && undoOrRedo(editor, "redo"),
    chat: () => chat?.setOpen(!chat.open),
    compare: () => comparison?.setOpen(true),
  });

  useClipboardKeys(editor, versions?.open === true);

  function pick(tool: ToolSpec, name: string | undefined) {
    if (!request) return;
    const step = makeStep(tool, name);
    const { place } = request;
    setRequest(null);
    if (!editor.edit(request.build(step)).ok) return;
    // The line that was drawn there ends in the middle of the card's near side.
    const direction = planDirection();
    const [left, top] = direction === "down" ? [CARD.width / 2, 0] : [0, CARD.height / 2];
    if (place) {
      const corner = { x: place.x - left, y: place.y - top };
      placeSteps(placesKey(editor.positionsKey, direction), { [step.id]: corner });
    }
    store.select([step.id]);
    setTitle({ stepId: step.id });
  }

  return (
    <EditorContext value={editor}>
      <ChatContext value={chat}>
        <PresenceContext value={others}>
          <CommentsContext value={comments}>
            <ComparisonContext value={comparison}>
              <VersionsContext value={versions}>
                <TitleRequestContext value={title}>
                  <div ref={root} className="flex min-h-0 flex-1 flex-col">
                    <EditorHeader
                      runButton={
                        <RunButton
                          label={live ? "Apply to the run" : "Run"}
                          obstacle={main.obstacle}
                          busy={main.busy}
                          onRun={main.run}
                        />
                      }
                    />
                    {live && <LiveRunBanner live={live} {...applying} />}
                    <MergeNoticeBanner />
                    {offline && (
                      <Banner tone="warning" className="m-2">
                        The connection to the server was lost. It is being made again; edits are kept
                        meanwhile.
                      </Banner>
                    )}
                    <Panes
                      open={pane}
                      onOpenChange={setPane}
                      chat={chat?.open ? <Later of={<ChatPanel chat={chat} />} /> : null}
                      {...(versions?.open ? TIMELINE : EDITING)}
                    />
                  </div>
                  <OnceWanted wanted={start.asking !== null}>
                    <StartDialog
                      planId={planId}
                      rev={start.asking}
                      tools={tools}
                      busy={start.busy}
                      onStart={start.start}
                      onClose={start.stopAsking}
                    />
                  </OnceWanted>
                  <OnceWanted wanted={request !== null}>
                    <StepPicker
                      request={request}
                      tools={tools}
                      onPick={pick}
                      onClose={() => setRequest(null)}
                    />
                  </OnceWanted>
                  <OnceWanted wanted={overlay !== null}>
                    <EditorOverlay
                      overlay={overlay}
                      // One that opened the next one must not close it.
                      onClose={() => setOverlay((now) => (now === overlay ? null : now))}
                    />
                  </OnceWanted>
                  {comparison && (
                    <OnceWanted wanted={comparison.open}>
                      <CompareDialog comparison={comparison} />
                    </OnceWanted>
                  )}
                  <Announcements announcer={announcer} />
                </TitleRequestContext>
              </VersionsContext>
            </ComparisonContext>
          </CommentsContext>
        </PresenceContext>
      </ChatContext>
    </EditorContext>
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

/** Half-typed texts of removed steps: an undo brings the steps back as the plan had them. */
function forgetDrafts(drafts: Editor["drafts"], patch: PlanPatch): void {
  const removed = patch.flatMap((operation) => (operation.op === "remove" ? [`${operation.stepId}/`] : []));
  for (const name of drafts.keys()) {
    if (removed.some((prefix) => name.startsWith(prefix))) drafts.delete(name);
  }
}
