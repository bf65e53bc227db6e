import { Handle, Position } from "@xyflow/react";
import {
  Check,
  CircleAlert,
  History,
  Hourglass,
  MessageSquare,
  Minus,
  Pencil,
  Plus,
  RotateCcw,
  Split,
  TriangleAlert,
  Zap,
} from "lucide-react";
import type { ReactNode } from "react";
import type { StepRunView } from "#lib/domain/run.ts";
import { possibleEffects } from "#lib/domain/tool-effects.ts";
import { AskMark } from "../ask-mark.tsx";
import type { StepMark } from "../canvas-props.ts";
import { useCanvasEdits, useDirection, useDistance } from "../canvas-context.ts";
import { commentWords, HANDLES, type StepCardData } from "../flow-mapping.ts";
import { useStartLink } from "../linking.tsx";
import { STATUS_LOOK } from "../run-status-look.ts";
import { StepAmounts } from "./step-amounts.tsx";
import { StillHandle } from "./still-handle.tsx";

const MARK_LOOK = {
  added: "border-status-succeeded ring-2 ring-status-succeeded/40",
  changed: "border-status-waiting ring-2 ring-status-waiting/40",
  dropped: "border-dashed border-status-failed bg-well! shadow-none! [&_h3]:line-through",
  reused: "border-dashed border-line-strong bg-well! shadow-none!",
  redone: "border-accent ring-2 ring-accent/40",
} as const;

/** Says in a word and a sign what the colour says too. */
const MARK_TAG = {
  added: { word: "Added", Icon: Plus, look: "border-status-succeeded text-status-succeeded" },
  changed: { word: "Changed", Icon: Pencil, look: "border-status-waiting text-status-waiting" },
  dropped: { word: "Removed", Icon: Minus, look: "border-status-failed text-status-failed" },
  reused: { word: "Taken over", Icon: Check, look: "border-line-strong text-muted" },
  redone: { word: "Done anew", Icon: RotateCcw, look: "border-accent text-accent" },
} as const;

function MarkTag({ mark }: { mark: StepMark }) {
  const { word, Icon, look } = MARK_TAG[mark];
  return (
    <span
      className={`absolute -top-2.5 left-2.5 flex h-5 items-center gap-1 rounded-full border bg-raised px-1.5 text-xs font-medium [&_svg]:size-3 ${look}`}
    >
      <Icon aria-hidden />
      {word}
    </span>
  );
}

type CardProps = {
  data: StepCardData;
  selected: boolean;
  icon: ReactNode;
  line: ReactNode;
  /** A line of its own above it. */
  detail?: string;
};

/** The frame that every kind of step has on the canvas. */
export function StepCard(props: CardProps) {
  const distance = useDistance();
  if (distance === "near") return <NearCard {...props} />;
  return distance === "specks" ? <Speck {...props} /> : <FarCard {...props} alone={distance === "far"} />;
}

function isInvalid({ findings }: StepCardData): boolean {
  return findings.some((finding) => finding.severity === "error");
}

function frameLook({ data, selected }: CardProps): string {
  const { step, run, mark } = data;
  const border = mark ? MARK_LOOK[mark] : isInvalid(data) ? "border-status-failed" : "border-line-strong/50";
  const passedBy = run?.skipCause === "condition";
  return `step-card group relative flex size-full flex-col rounded-lg border bg-raised text-text ${border} ${selected ? "step-card-selected" : ""} ${step.kind === "map" ? "step-card-many" : ""} ${passedBy ? "step-card-passed-by" : ""}`;
}

/**
 * Seen from afar: a title that can still be read, and the state as a colour and a sign.
 * @param alone whether its connection points are there: hundreds of cards must move at once, without them
 */
function FarCard({ alone, ...props }: CardProps & { alone: boolean }) {
  const { data } = props;
  const look = data.run && STATUS_LOOK[data.run.status];
  return (
    <div className={`step-card-far justify-center px-4 ${look ? "pl-6" : ""} ${frameLook(props)}`}>
      {alone && <UpperHandles data={data} />}
      {look && <span className="step-card-state" style={{ background: look.color }} />}
      <div className="flex items-center gap-2 [&_svg]:size-9 [&_svg]:shrink-0">
        <h3 className="line-clamp-3 min-w-0 flex-1 text-[25.6px] leading-[28.8px] [overflow-wrap:anywhere]">
          {data.step.title}
        </h3>
        {isInvalid(data) && <CircleAlert role="img" aria-label="To fix" className="text-status-failed" />}
        {look && <look.icon role="img" aria-label={look.word} className={look.text} />}
      </div>
      {alone && <LowerHandle data={data} />}
    </div>
  );
}

/** Of a thousand cards in view, only what its colour says. */
function Speck(props: CardProps) {
  return (
    <div
      title={props.data.step.title}
      className={`step-card step-card-speck size-full rounded-lg border ${speckLook(props)}`}
    />
  );
}

function speckLook({ data, selected }: CardProps): string {
  if (selected) return "border-accent text-accent";
  if (data.mark) return MARK_TAG[data.mark].look;
  if (data.run) return `border-current ${STATUS_LOOK[data.run.status].text}`;
  return isInvalid(data) ? "border-status-failed text-status-failed" : "border-line-strong text-raised";
}

/** Title, marks, a line about its work, connection points. */
function NearCard(props: CardProps) {
  const { step, tool, run, costMicros, costUnknown, estimate, present, mark } = props.data;
  return (
    <div className={`justify-between px-3 py-2.5 shadow-raised ${frameLook(props)}`}>
      <UpperHandles data={props.data} />
      {mark && <MarkTag mark={mark} />}
      {present && (
        <span className="absolute -top-2.5 right-2.5 max-w-36 truncate rounded-full border border-line-strong bg-raised px-1.5 text-xs leading-[18px] text-muted">
          {present}
        </span>
      )}
      <div className="flex items-start gap-2.5">
        <span className="mt-px flex size-6 shrink-0 items-center justify-center rounded-md bg-well text-muted [&_svg]:size-3.5">
          {props.icon}
        </span>
        <h3 className="line-clamp-2 min-w-0 flex-1 text-sm leading-[18.4px] font-medium [overflow-wrap:anywhere]">
          {step.title}
        </h3>
        <StepMarks data={props.data} />
      </div>
      <div className="text-xs text-muted">
        {props.detail && (
          <p title={props.detail} className="truncate">
            {props.detail}
          </p>
        )}
        <div className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate">{props.line}</span>
          {run && <StepStatus run={run} />}
          <span className="shrink-0 tabular-nums">
            <StepAmounts
              run={run}
              cost={{ micros: costMicros, unknown: costUnknown }}
              tool={tool}
              estimate={estimate}
            />
          </span>
        </div>
      </div>
      <LowerHandle data={props.data} />
    </div>
  );
}

function StepStatus({ run: { status, waitingFor, items, slow } }: { run: StepRunView }) {
  const atWork = waitingFor === "items" && items !== null;
  const look = STATUS_LOOK[atWork ? "running" : status];
  const spins = atWork || status === "running";
  if (slow && status === "running") {
    return (
      <span
        title="Takes longer than expected"
        className="flex shrink-0 items-center gap-1 font-medium text-status-waiting"
      >
        <Hourglass aria-hidden className="size-3.5" />
        Slow
      </span>
    );
  }
  return (
    <span className={`flex shrink-0 items-center gap-1 font-medium ${look.text}`}>
      <look.icon aria-hidden className={`size-3.5 ${spins ? "animate-spin" : ""}`} />
      {atWork ? `${items.total - items.left} of ${items.total}` : look.word}
    </span>
  );
}

function StepMarks({ data: { step, tool, run, findings, ask, comments } }: { data: StepCardData }) {
  const errors = findings.filter((finding) => finding.severity === "error");
  const warnings = findings.filter((finding) => finding.severity === "warning");
  return (
    <span className="flex shrink-0 items-center gap-1 [&_svg]:size-4">
      {comments && (
        <span
          title={commentWords(comments) ?? undefined}
          className={`flex items-center gap-0.5 text-xs tabular-nums ${comments.blocks ? "text-status-waiting" : "text-muted"}`}
        >
          <MessageSquare role="img" aria-label={commentWords(comments) ?? undefined} />
          <span aria-hidden>{comments.open}</span>
        </span>
      )}
      {step.when !== null && (
        <span title={`Only when ${step.when}`} className="text-muted">
          <Split role="img" aria-label={`Only when ${step.when}`} />
        </span>
      )}
      {step.optional && (
        <span
          className="rounded-sm border px-1 text-[11px] leading-4 text-muted"
          title="May fail without failing the run"
        >
          Optional
        </span>
      )}
      {run?.stale && (
        <span title="Used an output that was put right since" className="text-status-waiting">
          <History role="img" aria-label="Stale" />
        </span>
      )}
      {ask && <AskMark ask={ask} />}
      {tool && possibleEffects(tool, step.args).includes("once") && (
        <span title="Changes something outside, once" className="text-status-waiting">
          <Zap role="img" aria-label="Side effect" />
        </span>
      )}
      {errors.length > 0 ? (
        <span title={errors.map((finding) => finding.message).join("\n")} className="text-status-failed">
          <CircleAlert role="img" aria-label={`${errors.length} to fix`} />
        </span>
      ) : (
        warnings.length > 0 && (
          <span title={warnings.map((finding) => finding.message).join("\n")} className="text-status-waiting">
            <TriangleAlert role="img" aria-label={`${warnings.length} to look at`} />
          </span>
        )
      )}
    </span>
  );
}

/** Where what comes before is connected: at the point, or anywhere on the card. */
function UpperHandles({ data: { editable } }: { data: StepCardData }) {
  const edits = useCanvasEdits();
  const entry = useDirection() === "down" ? Position.Top : Position.Left;
  if (!edits) return <StillHandle end="in" />;
  return (
    <>
      <Handle
        id={HANDLES.body}
        type="target"
        position={entry}
        isConnectableStart={false}
        className="step-body-handle"
      />
      <Handle
        id={HANDLES.in}
        type="target"
        position={entry}
        isConnectable={editable}
        className="step-handle"
      />
    </>
  );
}

/** Drag it to connect; click it to add a step that depends on this one. */
function LowerHandle({ data: { step, editable } }: { data: StepCardData }) {
  const edits = useCanvasEdits();
  const startLink = useStartLink();
  const exit = useDirection() === "down" ? Position.Bottom : Position.Right;
  if (!edits || !editable) return <StillHandle end="out" />;
  return (
    <Handle
      id={HANDLES.out}
      type="source"
      position={exit}
      className="step-handle-add"
      role="button"
      aria-label={`Add a step after ${step.title}`}
      title="Click to add a step after this one, or drag to connect"
      onClick={(event) => {
        event.stopPropagation();
        // A finger connects by taps, since a line drawn under it is not seen.
        if (startLink && byTouch(event.nativeEvent)) startLink(step.id);
        else edits.addBeside(step.id, "after", { x: event.clientX, y: event.clientY }, null);
      }}
    >
      <Plus aria-hidden />
    </Handle>
  );
}

function byTouch(event: MouseEvent): boolean {
  return event instanceof PointerEvent && event.pointerType === "touch";
}
