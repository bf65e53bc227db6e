"use client";

import "@xyflow/react/dist/base.css";
import "./canvas.css";
import {
  Background,
  MiniMap,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useUpdateNodeInternals,
  type Viewport,
} from "@xyflow/react";
import { Search } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { AlignmentGuides } from "./alignment-guides.tsx";
import { CanvasButton } from "./canvas-button.tsx";
import { CanvasEditsContext, DirectionContext, GroupActionsContext } from "./canvas-context.ts";
import { CanvasControls } from "./canvas-controls.tsx";
import { pressKey } from "./canvas-keys.ts";
import type { PlanCanvasProps } from "./canvas-props.ts";
import { EDGE_TYPES } from "./edges/dependency-line.tsx";
import { FindBox } from "./find/find-box.tsx";
import { useFind, type Find } from "./find/use-find.ts";
import { FIT, firstView, FOLLOW, type Size } from "./first-view.ts";
import type { CanvasNode } from "./groups/canvas-node.ts";
import { GroupControls } from "./groups/group-controls.tsx";
import { cardOf } from "./groups/step-groups.ts";
import { LinkPanel, StartLinkContext, useLink, useLinking } from "./linking.tsx";
import { NODE_TYPES } from "./nodes/node-types.ts";
import { RefusalNote } from "./refusal-note.tsx";
import { STATUS_LOOK } from "./run-status-look.ts";
import { moveTime } from "./move-time.ts";
import { chooseDirection, placesKey } from "./plan-direction.ts";
import { placeSteps, tidySteps } from "./step-positions.ts";
import { useCanvasMenu } from "./use-canvas-menu.ts";
import { useConnecting } from "./use-connecting.ts";
import { useFlow } from "./use-flow.ts";
import { useGliding } from "./use-gliding.ts";
import { useResizedView } from "./use-resized-view.ts";
import { useReveal } from "./use-reveal.ts";

/** The plan as a graph: the same in the editor, where it can be changed, and on the run page, where it shows progress. */
export function PlanCanvas(props: PlanCanvasProps) {
  const room = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size | null>(null);
  // Measured before anything is painted, so that the first thing to be seen is the plan in its place.
  useLayoutEffect(() => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = room.current ?? {};
    setSize({ width, height });
  }, []);
  return (
    <div ref={room} className="size-full">
      {size && <MeasuredCanvas {...props} size={size} />}
    </div>
  );
}

/** With more cards than this, only those in view are drawn. With fewer, all of them: nothing has to be drawn anew when the view moves. */
const MOST_DRAWN = 200;

/** React Flow begins with the cards and the view; given to it afterwards, they would be painted some frames later. */
function MeasuredCanvas({ size, ...props }: PlanCanvasProps & { size: Size }) {
  const find = useFind(props.graph, props.tools, props.selection, props.onSelect);
  const drawn = useFlow(props, find.found);
  const [view] = useState(() => firstView(drawn.nodes, size));
  const linking = useLink();
  return (
    <ReactFlowProvider
      initialNodes={drawn.nodes}
      initialEdges={drawn.edges}
      initialWidth={size.width}
      initialHeight={size.height}
      initialMinZoom={FOLLOW.minZoom}
      initialMaxZoom={FOLLOW.maxZoom}
      initialFitViewOptions={FOLLOW}
      fitView
    >
      <CanvasEditsContext value={props.editable || null}>
        <DirectionContext value={drawn.direction}>
          <GroupActionsContext value={drawn.groups}>
            <StartLinkContext value={props.editable ? linking.start : null}>
              <Canvas {...props} drawn={drawn} find={find} view={view} linking={linking} />
            </StartLinkContext>
          </GroupActionsContext>
        </DirectionContext>
      </CanvasEditsContext>
    </ReactFlowProvider>
  );
}

function Canvas({
  drawn,
  find,
  view,
  linking: { link, setLink },
  ...props
}: PlanCanvasProps & {
  drawn: ReturnType<typeof useFlow>;
  find: Find;
  view: Viewport;
  linking: ReturnType<typeof useLink>;
}) {
  const { graph, selection, onSelect, onOpen, say } = props;
  const edits = props.editable || null;
  const root = useRef<HTMLDivElement>(null);
  const flow = useReactFlow();
  const {
    nodes,
    edges,
    points,
    groups,
    direction,
    generation,
    settled,
    layOutAgain,
    selectedEdge,
    takeClicked,
    ...rest
  } = drawn;
  const { coarse, alignWith, setTapsSelect, setCovering, onNodeClick, ...handlers } = rest;
  const positionsKey = placesKey(props.positionsKey, direction);
  const gliding = useGliding(points, generation);
  const connecting = useConnecting(graph, edits);
  const taps = useLinking(link, setLink, { graph, edits });
  const menu = useCanvasMenu(edits);
  const [selecting, setSelecting] = useState(false);
  const tapsSelect = selecting && coarse;
  useEffect(() => setTapsSelect(tapsSelect), [setTapsSelect, tapsSelect]);
  const fit = useCallback(() => void flow.fitView({ ...FIT, duration: moveTime(200) }), [flow]);
  const show = useCallback(() => void flow.fitView({ ...FOLLOW, duration: moveTime(200) }), [flow]);
  const readerMovedView = useRef(false);
  useReveal(cardOf(groups.drawn, selection.at(-1) ?? null), points, generation, takeClicked);

  // A plan that grows without its reader's doing stays in view until they look somewhere else; one that they edit holds still.
  const [opened, setOpened] = useState(graph);
  // The planner's last steps and the end of its work may come at once.
  const [planned, setPlanned] = useState(edits !== null);
  if (planned !== (edits !== null)) setPlanned(edits !== null);
  if ((edits === null || !planned) && opened !== graph) setOpened(graph);
  const follow = opened === graph;
  const shown = useRef(graph.steps.length);
  useEffect(() => {
    const first = shown.current === 0;
    shown.current = graph.steps.length;
    if (!follow || readerMovedView.current || graph.steps.length === 0) return;
    // From nothing there is nowhere to move: the first steps are there at once.
    if (first) void flow.fitView(FOLLOW);
    else show();
  }, [follow, generation, graph.steps.length, flow, show]);

  const selected = selection.length > 0;
  useResizedView(points, () => readerMovedView.current || !follow || selected, show);

  const { showAllFor = null } = props;
  const shownFor = useRef(showAllFor);
  useEffect(() => {
    if (!settled || shownFor.current === showAllFor) return;
    shownFor.current = showAllFor;
    if (showAllFor !== null) show();
  }, [settled, showAllFor, show]);

  // The whole plan is shown when its new layout is there.
  const fitting = useRef<number | null>(null);
  useEffect(() => {
    if (!settled || fitting.current === null || fitting.current === generation) return;
    fitting.current = null;
    fit();
  }, [settled, generation, fit]);
  const tidy = useCallback(() => {
    tidySteps(positionsKey);
    layOutAgain();
    say?.("All steps are laid out again.");
    readerMovedView.current = false;
    fitting.current = generation;
  }, [positionsKey, layOutAgain, say, generation]);

  const turn = useCallback(() => {
    const to = direction === "down" ? "right" : "down";
    chooseDirection(to);
    say?.(to === "right" ? "The plan reads from left to right." : "The plan reads from top to bottom.");
    readerMovedView.current = false;
    fitting.current = generation;
  }, [direction, say, generation]);
  const measureAgain = useUpdateNodeInternals();
  const turned = useRef(direction);
  useEffect(() => {
    if (turned.current === direction) return;
    turned.current = direction;
    // Their connection points are at other sides now.
    measureAgain(nodes.map(({ id }) => id));
  }, [direction, nodes, measureAgain]);

  const card = (stepId: string) =>
    root.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(stepId)}"]`);
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (isTyping(event.target) || (isButton(event.target) && (event.key === "Enter" || event.key === " ")))
      return;
    if (taps && event.key === "Escape") {
      taps.cancel();
      return;
    }
    const known = pressKey(event, {
      graph,
      points,
      direction,
      selection,
      selectedEdge,
      edits,
      onSelect,
      onOpen,
      tidy,
      find: find.show,
      turn,
      fit,
      place: (places) => placeSteps(positionsKey, places),
      say: (text) => say?.(text),
      groups,
      goTo: (cardId) => {
        const group = [...groups.drawn.collapsed, ...groups.drawn.open].find(({ id }) => id === cardId);
        onSelect(group?.stepIds ?? [cardId]);
        // A card far away is not drawn yet, and one that a group gave way to is there in a moment; the keys go on from the canvas.
        const there = card(cardId);
        (there ?? root.current)?.focus({ preventScroll: true });
        if (!there) requestAnimationFrame(() => card(cardId)?.focus({ preventScroll: true }));
      },
      anchor: (stepId) => {
        const shown = cardOf(groups.drawn, stepId);
        const box = (shown === null ? root.current : card(shown))?.getBoundingClientRect();
        if (!box) return { x: 0, y: 0 };
        return { x: box.left + box.width / 2, y: stepId === null ? box.top + box.height / 3 : box.bottom };
      },
    });
    if (!known) return;
    event.preventDefault();
    // What had the focus may be gone; the next key is for the canvas all the same.
    if (event.key === "Delete" || event.key === "Backspace") root.current?.focus({ preventScroll: true });
  }

  return (
    <ReactFlow<CanvasNode, (typeof edges)[number]>
      ref={root}
      className={`plan-canvas @container ${connecting.drawing ? "drawing" : ""} ${gliding ? "gliding" : ""} ${find.found ? "finding" : ""}`}
      tabIndex={0}
      aria-label={props.label ?? "Plan"}
      onKeyDown={onKeyDown}
      {...menu}
      nodes={nodes}
      edges={edges}
      onlyRenderVisibleElements={nodes.length > MOST_DRAWN}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      {...handlers}
      data-layout={settled ? "settled" : "pending"}
      onNodeClick={(event, node) => (taps ? taps.tapCard(node.id) : onNodeClick(event, node))}
      onPaneClick={taps?.tapPane}
      selectionOnDrag={tapsSelect}
      panOnDrag={!tapsSelect}
      onSelectionStart={() => setCovering(true)}
      onSelectionEnd={({ nativeEvent }) => {
        setCovering(false);
        if (coarse) endTouchSelection(nativeEvent);
      }}
      onNodeDoubleClick={(_, { id }) => {
        if (groups.drawn.collapsed.some((group) => group.id === id)) groups.expand(id);
        else if (graph.steps.some((step) => step.id === id)) onOpen?.(id);
      }}
      onConnect={connecting.onConnect}
      onConnectStart={connecting.onConnectStart}
      onConnectEnd={connecting.onConnectEnd}
      isValidConnection={connecting.isValidConnection}
      onMoveStart={(event) => {
        if (event) readerMovedView.current = true;
      }}
      nodesConnectable={edits !== null}
      edgesFocusable={false}
      edgesReconnectable={false}
      connectOnClick={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      zoomOnDoubleClick={false}
      minZoom={FIT.minZoom}
      maxZoom={2}
      defaultViewport={view}
      fitView
      fitViewOptions={FOLLOW}
    >
      <Background gap={20} />
      <MiniMap
        pannable
        zoomable
        ariaLabel="Map of the plan"
        className="@max-lg:hidden"
        style={{ width: 150, height: 100 }}
        nodeColor={colourOf}
      />
      <Panel position="top-right" className="!m-3 flex flex-wrap items-start justify-end gap-2">
        {find.open ? (
          <FindBox find={find} onClose={() => root.current?.focus({ preventScroll: true })} />
        ) : (
          graph.steps.length > 0 && (
            <div className="flex rounded-md border bg-raised p-0.5 shadow-raised">
              <CanvasButton label="Find steps (/)" icon={<Search />} onClick={find.show} />
            </div>
          )
        )}
        {(graph.steps.length >= MANY || groups.by !== "none") && <GroupControls groups={groups} />}
      </Panel>
      <p role="status" className="sr-only">
        {groups.said}
      </p>
      <CanvasControls
        several={coarse ? selecting : null}
        onSeveral={setSelecting}
        onFit={fit}
        onTidy={tidy}
        onTurn={turn}
      />
      <AlignmentGuides onReady={alignWith} />
      {link && taps && <LinkPanel link={link} taps={taps} graph={graph} />}
      {edits && <RefusalNote graph={graph} />}
    </ReactFlow>
  );
}

/** Fewer steps than these are seen at once, and need no groups. */
const MANY = 12;

/** A card on the map: its state, of a group the one that most wants a person; a tag is none. */
function colourOf(node: CanvasNode): string {
  if (node.type === "groupTag") return "transparent";
  const status = node.type === "group" ? node.data.states[0]?.[0] : node.data.run?.status;
  return status ? STATUS_LOOK[status].color : "var(--color-line-strong)";
}

function isTyping(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

function isButton(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest("button, [role=button]") !== null;
}

/**
 * React Flow keeps the click that ends a mouse's selection from the card below. A finger's drag has no click, so that the next tap
 * would be lost.
 */
function endTouchSelection({ target }: Event): void {
  if (target instanceof Element)
    target.closest(".react-flow__pane")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}
