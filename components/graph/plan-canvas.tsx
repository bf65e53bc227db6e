"use client";

import "@xyflow/react/dist/base.css";
import "./canvas.css";
import { ReactFlow, ReactFlowProvider, type Viewport } from "@xyflow/react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { AlignmentGuides } from "./alignment-guides.tsx";
import {
  CanvasEditsContext,
  DirectionContext,
  DistanceContext,
  GroupActionsContext,
} from "./canvas-context.ts";
import { canvasCommands } from "./canvas-commands.tsx";
import { CanvasControls } from "./canvas-controls.tsx";
import { CanvasCorner } from "./canvas-corner.tsx";
import type { KeyScene } from "./canvas-keys.ts";
import type { PlanCanvasProps } from "./canvas-props.ts";
import { focusCard, menuAnchor } from "./card-elements.ts";
import { EDGE_TYPES } from "./edges/dependency-line.tsx";
import { FarLines } from "./edges/far-lines.tsx";
import { useFind, type Find } from "./find/use-find.ts";
import type { DependencyEdge } from "./flow-mapping.ts";
import { FIT, firstView, FOLLOW, type Size } from "./first-view.ts";
import type { CanvasNode } from "./groups/canvas-node.ts";
import { cardOf } from "./groups/step-groups.ts";
import { LinkPanel, StartLinkContext, useLink, useLinking } from "./linking.tsx";
import { NODE_TYPES } from "./nodes/node-types.ts";
import { PlanDots } from "./plan-dots.tsx";
import { PlanMap } from "./plan-map.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import { placesKey } from "./plan-direction.ts";
import { pressOnCanvas } from "./press-on-canvas.ts";
import { placeSteps } from "./step-positions.ts";
import { useArranging } from "./use-arranging.ts";
import { useCanvasMenu } from "./use-canvas-menu.ts";
import { useConnecting } from "./use-connecting.ts";
import { useCovering } from "./use-covering.ts";
import { useFlow } from "./use-flow.ts";
import { useGliding } from "./use-gliding.ts";
import { useKeptFocus } from "./use-kept-focus.ts";
import { useLines } from "./use-lines.ts";
import { useMeasuredCards } from "./use-measured-cards.ts";
import { usePlanView } from "./use-plan-view.ts";
import { useReveal } from "./use-reveal.ts";
import { isCrowd, useViewDistance } from "./use-view-distance.ts";

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
const NO_EDGES: DependencyEdge[] = [];
/** With one of these held, a click adds to the selection or takes from it. */
const ADDING_KEYS = ["Control", "Meta", "Shift"];

/** React Flow begins with the cards and the view; given to it afterwards, they would be painted some frames later. */
function MeasuredCanvas({ size, ...props }: PlanCanvasProps & { size: Size }) {
  const find = useFind("canvas", props.graph, props.tools, props.selection, props.onSelect);
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
  const { graph, selection, onSelect, onOpen, onHelp, onTidied, say } = props;
  const edits = props.editable || null;
  const root = useRef<HTMLDivElement>(null);
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
    selectEdge,
    takeClicked,
    ...rest
  } = drawn;
  const large = nodes.length > MOST_DRAWN;
  const distance = useViewDistance(large);
  const crowd = isCrowd(distance);
  const {
    resting,
    drag,
    moving,
    coarse,
    alignWith,
    setTapsSelect,
    setCovering,
    toggle,
    onNodeClick,
    ...handlers
  } = rest;
  const positionsKey = placesKey(props.positionsKey, direction);
  const gliding = useGliding(points, generation);
  const connecting = useConnecting(graph, edits);
  const taps = useLinking(link, setLink, { graph, edits });
  const lines = useLines(root, { selectedEdge, select: selectEdge, onSelect, goTo });
  const menu = useCanvasMenu(edits, { ...lines, goTo }, groups);
  const covering = useCovering({ selection, coarse, setCovering, toggle });
  const [selecting, setSelecting] = useState(false);
  const tapsSelect = selecting && coarse;
  useEffect(() => setTapsSelect(tapsSelect), [setTapsSelect, tapsSelect]);
  useReveal(cardOf(groups.drawn, selection.at(-1) ?? null), points, generation, takeClicked);

  const { fit, fitNext, readerMoved } = usePlanView(graph, {
    editing: edits !== null,
    selected: selection.length > 0,
    points,
    generation,
    settled,
    showAllFor: props.showAllFor ?? null,
  });
  const { tidy, turn } = useArranging(positionsKey, direction, { layOutAgain, fitNext, say, onTidied });
  const connectable = edits !== null;
  const keptFocus = useKeptFocus(root);
  useMeasuredCards(root, { direction, distance, connectable });

  function goTo(cardId: string) {
    const group = [...groups.drawn.collapsed, ...groups.drawn.open].find(({ id }) => id === cardId);
    selectEdge(null);
    onSelect(group?.stepIds ?? [cardId]);
    focusCard(root.current, cardId);
  }
  function keyScene(): KeyScene {
    return {
      graph,
      points,
      direction,
      selection,
      selectedEdge,
      edits,
      onSelect,
      onOpen,
      ...(onHelp && { onHelp }),
      tidy,
      find: find.show,
      turn,
      fit,
      place: (places) => placeSteps(positionsKey, places),
      say: (text) => say?.(text),
      groups,
      goTo,
      ...lines,
      anchor: (stepId) => {
        const shown = cardOf(groups.drawn, stepId);
        return menuAnchor(root.current, shown, stepId !== null);
      },
    };
  }
  const { offer } = props;
  useEffect(() => offer?.(() => canvasCommands(keyScene())));
  useEffect(() => () => offer?.(null), [offer]);

  return (
    <DistanceContext value={distance}>
      <ReactFlow<CanvasNode, DependencyEdge>
        ref={root}
        className={`plan-canvas @container ${connecting.drawing ? "drawing" : ""} ${gliding ? "gliding" : ""} ${find.found ? "finding" : ""}`}
        tabIndex={0}
        aria-label={props.label ?? "Plan"}
        onKeyDown={(event) => pressOnCanvas(event, root.current, taps, keyScene())}
        {...menu}
        {...keptFocus}
        nodes={nodes}
        edges={crowd ? NO_EDGES : edges}
        onlyRenderVisibleElements={large}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        {...handlers}
        data-layout={settled ? "settled" : "pending"}
        onNodeClick={(event, node) => (taps ? taps.tapCard(node.id) : onNodeClick(event, node))}
        onPaneClick={taps?.tapPane}
        selectionOnDrag={tapsSelect}
        panOnDrag={!tapsSelect}
        multiSelectionKeyCode={ADDING_KEYS}
        {...covering}
        onNodeDoubleClick={(_, { id }) => {
          if (groups.drawn.collapsed.some((group) => group.id === id)) groups.expand(id);
          else if (graph.steps.some((step) => step.id === id)) onOpen?.(id);
        }}
        onConnect={connecting.onConnect}
        onConnectStart={connecting.onConnectStart}
        onConnectEnd={connecting.onConnectEnd}
        isValidConnection={connecting.isValidConnection}
        onMoveStart={(event) => {
          if (event) readerMoved();
        }}
        nodesConnectable={connectable}
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
        <PlanDots />
        {crowd && <FarLines edges={edges} resting={resting} drag={drag} moving={moving} />}
        <PlanMap nodes={nodes} onMove={readerMoved} />
        <CanvasCorner
          find={find}
          groups={groups}
          steps={graph.steps.length}
          onFound={() => root.current?.focus({ preventScroll: true })}
        />
        <p role="status" className="sr-only">
          {groups.said}
        </p>
        <CanvasControls
          several={coarse ? selecting : null}
          onSeveral={setSelecting}
          onZoom={readerMoved}
          onFit={fit}
          onTidy={tidy}
          onTurn={turn}
        />
        <AlignmentGuides onReady={alignWith} />
        {link && taps && <LinkPanel link={link} taps={taps} graph={graph} />}
        {edits && <RefusalNote graph={graph} />}
      </ReactFlow>
    </DistanceContext>
  );
}
