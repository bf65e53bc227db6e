import type { NodeProps } from "@xyflow/react";
import { ChevronDown, ChevronRight, CircleAlert, Layers2, MessageSquare } from "lucide-react";
import { memo } from "react";
import { countOf } from "#lib/domain/count-of.ts";
import { useDirection, useDistance, useGroupActions } from "../canvas-context.ts";
import { canvasOf, focusCard } from "../card-elements.ts";
import type { GroupNode as Group, GroupTagNode } from "../groups/group-nodes.ts";
import { STATUS_LOOK } from "../run-status-look.ts";
import { StillHandle } from "./still-handle.tsx";

/** States that a card has room for. */
const SHOWN = 3;

/** A collapsed group: how many steps, and how they stand. */
export const GroupNode = memo(function GroupNode({ data, selected }: NodeProps<Group>) {
  const actions = useGroupActions();
  const far = useDistance() !== "near";
  const { group, states, problems, comments } = data;
  return (
    <div
      className={`step-card step-card-many relative flex size-full flex-col justify-between rounded-lg border border-line-strong/50 bg-raised px-3 text-text ${far ? "step-card-far py-1" : "py-2.5 shadow-raised"} ${selected ? "step-card-selected" : ""}`}
    >
      <StillHandle end="in" />
      <div className="flex items-start gap-2.5">
        {!far && (
          <span className="mt-px flex size-6 shrink-0 items-center justify-center rounded-md bg-well text-muted">
            <Layers2 aria-hidden className="size-3.5" />
          </span>
        )}
        <h3
          className={`min-w-0 flex-1 [overflow-wrap:anywhere] ${far ? "line-clamp-1 text-[25.6px] leading-10" : "line-clamp-2 text-sm leading-[18.4px] font-medium"}`}
        >
          {group.title}
        </h3>
        <span
          className={`flex shrink-0 items-center gap-1.5 tabular-nums ${far ? "text-[24px] leading-9 [&_svg]:size-8" : "text-xs [&_svg]:size-4"}`}
        >
          {comments > 0 && (
            <span title={countOf(comments, "open comment")} className="flex items-center gap-0.5 text-muted">
              <MessageSquare role="img" aria-label="Open comments" />
              {comments}
            </span>
          )}
          {problems > 0 && (
            <span
              title={`${problems} with problems`}
              className="flex items-center gap-0.5 text-status-failed"
            >
              <CircleAlert role="img" aria-label="With problems" />
              {problems}
            </span>
          )}
          <button
            type="button"
            tabIndex={-1}
            aria-label={`Expand ${group.title}`}
            title="Expand (G)"
            className="nodrag -mt-0.5 -mr-1 flex min-h-6 min-w-6 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text"
            onClick={(event) => {
              event.stopPropagation();
              actions?.expand(group.id);
              // This button goes with its card, and keys mean nothing on the page itself.
              focusCard(canvasOf(event.currentTarget), group.stepIds[0] ?? group.id);
            }}
          >
            <ChevronRight aria-hidden />
          </button>
        </span>
      </div>
      <div
        className={`flex items-center gap-2.5 text-muted tabular-nums ${far ? "text-[24px] leading-9" : "text-xs"}`}
      >
        <span className="flex-1">{group.stepIds.length} steps</span>
        {states.slice(0, SHOWN).map(([status, count]) => {
          const look = STATUS_LOOK[status];
          return (
            <span
              key={status}
              title={`${count} ${look.word.toLowerCase()}`}
              className={`flex items-center gap-1 font-medium ${look.text}`}
            >
              <look.icon
                role="img"
                aria-label={look.word}
                className={`${far ? "size-7" : "size-3.5"} ${status === "running" ? "animate-spin" : ""}`}
              />
              {count}
            </span>
          );
        })}
      </div>
      <StillHandle end="out" />
    </div>
  );
});

/** At an open group: says what it is, and collapses it. From afar it grows away from the steps, into the room that is there. */
export const GroupTag = memo(function GroupTag({ data: { group } }: NodeProps<GroupTagNode>) {
  const actions = useGroupActions();
  const down = useDirection() === "down";
  const far = useDistance() !== "near";
  const level = group.by === "level";
  const room = level && down ? "right-0 top-1/2 -translate-y-1/2" : "bottom-0 left-0";
  return (
    <button
      type="button"
      tabIndex={-1}
      title={`Collapse ${group.title} (G)`}
      className={`flex items-center rounded-full border bg-surface text-muted hover:bg-hover hover:text-text ${far ? `absolute h-12 w-max gap-2 border-2 border-line-strong/50 px-3 text-[25.6px] ${room}` : "relative h-6.5 w-33 gap-1 px-1.5 text-xs"}`}
      onClick={(event) => {
        // It stands for no step that could be chosen.
        event.stopPropagation();
        actions?.collapse(group.id);
        focusCard(canvasOf(event.currentTarget), group.id);
      }}
    >
      <ChevronDown aria-hidden className={`shrink-0 ${far ? "size-7" : "size-3.5"}`} />
      <span className="sr-only">Collapse </span>
      <span className="min-w-0 flex-1 truncate text-left">{level ? group.title : "Subplan"}</span>
      <span className="sr-only">{level ? " with " : ` of ${group.title} with `}</span>
      <span className={`tabular-nums ${far ? "rounded-full bg-well px-2.5 text-text" : ""}`}>
        {group.stepIds.length}
      </span>
      <span className="sr-only"> steps</span>
    </button>
  );
});
