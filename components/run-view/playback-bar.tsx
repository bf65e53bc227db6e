"use client";

import { Pause, Play, X } from "lucide-react";
import { Button, IconButton } from "#components/ui/button.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Select } from "#components/ui/input.tsx";
import { countOf } from "#lib/domain/count-of.ts";
import { formatSeconds } from "#lib/domain/format-amounts.ts";
import { SPEEDS, type Playback } from "./use-playback.ts";

/** Above a run's canvas: the bar while it is played back, else, where that is offered, what begins it. */
export function PlaybackControls({ playback, offered }: { playback: Playback; offered: boolean }) {
  if (playback.open) return <PlaybackBar playback={playback} />;
  return (
    offered && (
      <Button
        size="small"
        icon={<Play />}
        className="absolute top-3 left-3 z-10 shadow-raised"
        onClick={() => playback.setOpen(true)}
      >
        Play back
      </Button>
    )
  );
}

/** Moves about in a run's past: play, a slider over its time, and how fast. */
function PlaybackBar({ playback }: { playback: Playback }) {
  const { playing, moment, length, view, failure, retry } = playback;
  if (failure !== null)
    return (
      <div
        role="group"
        aria-label="Playback"
        className="flex items-start gap-2 border-b bg-surface px-3 py-1.5"
      >
        <ErrorNote
          title="The run cannot be played back"
          message={failure}
          onRetry={retry ?? undefined}
          className="flex-1"
        />
        <EndButton playback={playback} />
      </div>
    );
  const said = `${formatSeconds(moment / 1_000)} of ${formatSeconds(length / 1_000)}`;
  return (
    <div
      role="group"
      aria-label="Playback"
      className="flex flex-wrap items-center gap-2 border-b bg-surface px-3 py-1.5"
    >
      <IconButton
        label={playing ? "Pause the playback" : "Play"}
        size="small"
        icon={playing ? <Pause /> : <Play />}
        onClick={() => playback.setPlaying(!playing)}
      />
      <input
        type="range"
        aria-label="Moment"
        aria-valuetext={said}
        min={0}
        max={Math.max(1, Math.round(length))}
        step={1}
        value={Math.round(moment)}
        onChange={({ target }) => playback.seek(Number(target.value))}
        className="min-w-32 flex-1 accent-accent max-sm:basis-4/5"
      />
      <span className="min-w-24 text-right text-xs text-muted tabular-nums">{said}</span>
      <span className="text-xs text-muted tabular-nums">
        {view ? `${view.stepsDone} of ${countOf(view.stepsTotal, "step")}` : "Loading"}
      </span>
      <Select
        aria-label="Speed"
        className="w-auto!"
        value={String(playback.speed)}
        onChange={({ target }) =>
          playback.setSpeed(SPEEDS.find((speed) => String(speed) === target.value) ?? 1)
        }
      >
        {SPEEDS.map((speed) => (
          <option key={speed} value={speed}>
            {speed} ×
          </option>
        ))}
      </Select>
      <EndButton playback={playback} />
    </div>
  );
}

function EndButton({ playback }: { playback: Playback }) {
  return (
    <IconButton label="End the playback" size="small" icon={<X />} onClick={() => playback.setOpen(false)} />
  );
}
