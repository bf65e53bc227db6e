"use client";

import { Pause, Play, X } from "lucide-react";
import { IconButton } from "#components/ui/button.tsx";
import { Select } from "#components/ui/input.tsx";
import { formatSeconds } from "#components/graph/format-amounts.ts";
import { SPEEDS, type Playback } from "./use-playback.ts";

/** Moves about in a run's past: play, a slider over its time, and how fast. */
export function PlaybackBar({ playback }: { playback: Playback }) {
  const { playing, moment, length, view } = playback;
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
        className="min-w-32 flex-1 accent-accent"
      />
      <span className="min-w-24 text-right text-xs text-muted tabular-nums">{said}</span>
      <span className="text-xs text-muted tabular-nums">
        {view ? `${view.stepsDone} of ${view.stepsTotal} steps` : "Loading"}
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
      <IconButton
        label="End the playback"
        size="small"
        icon={<X />}
        onClick={() => playback.setOpen(false)}
      />
    </div>
  );
}
