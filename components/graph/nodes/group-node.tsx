import { Handle, Position, type NodeProps } from "@xyflow/react";
import { ChevronDown, ChevronRight, CircleAlert, Layers2, MessageSquare } from "lucide-react";
import { memo } from "react";
import { useDirection, useGroupActions } from "../canvas-context.ts";
import { HANDLES } from "../flow-mapping.ts";
import type { GroupNode as Group, GroupTagNode } from "../groups/group-nodes.ts";
import { STATUS_LOOK } from "../run-status-look.ts";

/** States that a card has room for. */
const SHOWN = 3;

/** A collapsed group: how many steps, and how they stand. */
export const GroupNode = memo(function GroupNode({ data, selected }: NodeProps<Group>) {
  const down = useDirection() === "down";
  const actions = useGroupActions();
  const { group, states, problems, comments } = data;
  return (
    <div
      className={`step-card step-card-many relative flex size-full flex-col justify-between rounded-lg border border-line-strong/50 bg-raised px-3 py-2.5 text-text shadow-raised ${selected ? "step-card-selected" : ""}`}
    >
      <Handle
        id={HANDLES.in}
        type="target"
        position={down ? Position.Top : Position.Left}
        isConnectable={false}
        className="step-handle"
      />
      <div className="flex items-start gap-2.5">
        <span className="mt-px flex size-6 shrink-0 items-center justify-center rounded-md bg-well text-muted">
          <Layers2 aria-hidden className="size-3.5" />
        </span>
        <h3 className="line-clamp-2 min-w-0 flex-1 text-sm leading-[1.15rem] font-medium [overflow-wrap:anywhere]">
          {group.title}
        </h3>
        <span className="flex shrink-0 items-center gap-1.5 text-xs tabular-nums [&_svg]:size-4">
          {comments > 0 && (
            <span title={`${comments} open comments`} className="flex items-center gap-0.5 text-muted">
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
            className="nodrag -mt-0.5 -mr-1 flex size-6 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text"
            onClick={(event) => {
              event.stopPropagation();
              actions?.expand(group.id);
            }}
          >
            <ChevronRight aria-hidden />
          </button>
        </span>
      </div>
      <div className="flex items-center gap-2.5 text-xs text-muted tabular-nums">
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
                className={`size-3.5 ${status === "running" ? "animate-spin" : ""}`}
              />
              {count}
            </span>
          );
        })}
      </div>
      <Handle
        id={HANDLES.out}
        type="source"
        position={down ? Position.Bottom : Position.Right}
        isConnectable={false}
        className="step-handle"
      />
    </div>
  );
});

/** At an open group: says what it is, and collapses it. */
export const GroupTag = memo(function GroupTag({ data: { group } }: NodeProps<GroupTagNode>) {
  const actions = useGroupActions();
  const level = group.id.startsWith("level:");
  return (
    <button
      type="button"
      tabIndex={-1}
      title={`Collapse ${group.title} (G)`}
      className="relative flex h-6.5 w-33 items-center gap-1 rounded-full border bg-surface px-1.5 text-xs text-muted hover:bg-hover hover:text-text"
      onClick={() => actions?.collapse(group.id)}
    >
      <ChevronDown aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">Collapse </span>
      <span className="min-w-0 flex-1 truncate text-left">{level ? group.title : "Subplan"}</span>
      <span className="sr-only">{level ? " with " : ` of ${group.title} with `}</span>
      <span className="tabular-nums">{group.stepIds.length}</span>
      <span className="sr-only"> steps</span>
    </button>
  );
});
