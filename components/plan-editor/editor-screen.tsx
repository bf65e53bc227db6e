"use client";

import { useEffect, useRef, useState } from "react";
import { useMedia } from "#components/graph/use-media.ts";
import { useCommands } from "#components/palette/commands.ts";
import { stepCommands } from "#components/palette/step-commands.ts";
import { useMay } from "#components/shell/reader.tsx";
import { thoseWho } from "#components/shell/roles-words.ts";
import { whenIdle } from "#components/shell/when-idle.ts";
import { Banner } from "#components/ui/banner.tsx";
import { countOf } from "#lib/domain/count-of.ts";
import type { Id } from "#lib/domain/ids.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { Announcements, Announcer } from "./announcements.tsx";
import { chatAsker } from "./chat/chat-asker.tsx";
import { takeEarly, type Drafts } from "./drafts.ts";
import type { PickRequest } from "./editor-context.ts";
import { EditorContexts } from "./editor-contexts.tsx";
import { EditorDialogs } from "./editor-dialogs.tsx";
import { EditorPanes } from "./editor-panes.tsx";
import { editorParts } from "./editor-parts.ts";
import { EditorHeader } from "./header/editor-header.tsx";
import { RunButton } from "./header/run-button.tsx";
import { undoOrRedo } from "./history.ts";
import { MergeNoticeBanner } from "./merge-notice.tsx";
import type { LiveRun } from "./live-run/live-run.ts";
import { LiveRunBanner } from "./live-run/live-run-banner.tsx";
import { useApply } from "./live-run/use-apply.ts";
import { ROOMY, type Pane } from "./panes.tsx";
import { commentObstacle, runObstacle } from "./run-obstacle.ts";
import type { Overlay } from "./step-menu/overlay.tsx";
import type { EditorStore } from "./store/store-contract.ts";
import { useEditorStore } from "./store/use-editor-store.ts";
import { useTitleWish } from "./title-request.ts";
import { useClipboardKeys } from "./use-clipboard-keys.ts";
import { useCompanions } from "./use-companions.ts";
import { useEditorKeys } from "./use-editor-keys.ts";
import { useMainButton } from "./use-main-button.ts";
import { useOpenEditor } from "./use-open-editor.ts";

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
  const unfit = useEditorStore(store, runObstacle);
  const graph = useEditorStore(store, (state) => state.graph);
  const lookedAt = useEditorStore(store, ({ selection }) => selection.at(-1) ?? null);
  const mayEdit = useMay("edit");
  const [announcer] = useState(() => new Announcer());
  const [drafts] = useState((): Drafts => new Map());
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const [request, setRequest] = useState<PickRequest | null>(null);
  const [pane, setPane] = useState<Pane>("canvas");
  const [titleRequest, wishTitle] = useTitleWish(lookedAt);
  const planned = status === "draft" || status === "failed" || status === "stopped";
  const editable = planned && mayEdit;
  const announce = announcer.say;
  const companions = useCompanions(store, { ofRun: live !== null, editable, compare, announce });
  const { chat, comparison, comments, versions } = companions;
  const timeline = versions?.open === true;
  const roomy = useMedia(ROOMY, true);

  useEarlyTyping(store, drafts);
  useSayPlanned(store, announce);
  const root = useFetchedParts();

  const applying = useApply(live, store, graph);
  const { refusals } = applying;
  const editor = useOpenEditor(
    store,
    { planId, tools, drafts, mayEdit, planned, live, userId, refusals, announce },
    {
      pickStep: setRequest,
      open: setOverlay,
      showPane: setPane,
      wishTitle,
      leaveChat: chat !== null && !roomy ? chat.setOpen : null,
    },
  );
  const main = useMainButton(editor, graph, applying, {
    faults: mayEdit ? unfit : `${thoseWho("edit")} run this plan.`,
    commented: commentObstacle(comments.blocking, graph),
  });
  useEditorKeys({
    run: main.press,
    undo: () => editable && undoOrRedo(editor, "undo"),
    redo: () => editable && undoOrRedo(editor, "redo"),
    compare: () => comparison?.setOpen(true),
  });
  useCommands(() => ({ commands: stepCommands(graph, editor.openStep), asker: chatAsker(chat, editor) }));
  useClipboardKeys(editor, timeline);

  return (
    <EditorContexts editor={editor} companions={companions} titleRequest={titleRequest}>
      <div ref={root} className="flex min-h-0 flex-1 flex-col">
        <EditorHeader
          runButton={
            <RunButton label={main.label} obstacle={main.obstacle} busy={main.busy} onRun={main.press} />
          }
        />
        {live && <LiveRunBanner live={live} {...applying} />}
        <MergeNoticeBanner />
        {offline && (
          <Banner tone="warning" className="m-2">
            The connection to the server was lost. It is being made again; edits are kept meanwhile.
          </Banner>
        )}
        <EditorPanes
          timeline={timeline}
          chat={chat}
          readOnly={!editable}
          open={pane}
          onOpenChange={setPane}
        />
      </div>
      <EditorDialogs
        editor={editor}
        main={main}
        request={{ now: request, set: setRequest }}
        overlay={{ now: overlay, set: setOverlay }}
        comparison={comparison}
        wishTitle={wishTitle}
      />
      <Announcements announcer={announcer} />
    </EditorContexts>
  );
}

/** What was typed while the editor was still being loaded becomes edits as soon as it is there. */
function useEarlyTyping(store: EditorStore, drafts: Drafts): void {
  const loaded = useEditorStore(store, (state) => state.loaded);
  useEffect(() => {
    if (loaded) takeEarly(drafts);
  }, [loaded, drafts]);
}

/** The notice of the planner's work goes without a word; this says that it has ended. */
function useSayPlanned(store: EditorStore, announce: (text: string) => void): void {
  const status = useEditorStore(store, (state) => state.plan.status);
  const before = useRef(status);
  useEffect(() => {
    if (before.current === "planning" && status === "draft")
      announce(`The plan is made: ${countOf(store.getState().graph.steps.length, "step")}.`);
    before.current = status;
  }, [status, store, announce]);
}

/**
 * Fetches the later parts once the browser has nothing else to do: they are there by the time somebody asks for them; without them they
 * come then.
 * @returns the ref of the element that says when they are there
 */
function useFetchedParts() {
  const root = useRef<HTMLDivElement>(null);
  useEffect(
    () => whenIdle(() => void editorParts().then(() => root.current?.setAttribute("data-parts", "loaded"))),
    [],
  );
  return root;
}
