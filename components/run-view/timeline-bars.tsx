import { formatSeconds } from "#lib/domain/format-amounts.ts";
import { classes } from "#components/ui/classes.ts";
import { stretchName, timelineTicks, type Timeline, type TimelineRow } from "./timeline-layout.ts";
import { stretchText, WAIT_LOOKS } from "./timeline-words.ts";

const TICKS = 6;
const MOST_TICKS = 200;

/** The lines of round moments behind the rows. */
export function TimelineAxis({ seconds, zoom }: { seconds: number; zoom: number }) {
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-y-0 right-0 left-40 sm:left-56">
      {timelineTicks(seconds, Math.min(MOST_TICKS, TICKS * zoom)).map((tick) => (
        <div
          key={tick}
          className="absolute inset-y-0 border-l"
          style={{ left: `${(tick / seconds) * 100}%` }}
        >
          {/* A label at the right end would be cut. */}
          <span
            hidden={tick / seconds > 1 - 0.07 / zoom}
            className={classes(
              "absolute -top-0.5 left-1 text-xs whitespace-nowrap text-muted tabular-nums",
              tick / seconds > 1 - 0.2 / zoom && "max-sm:hidden",
            )}
          >
            {formatSeconds(tick)}
          </span>
        </div>
      ))}
    </div>
  );
}

/** A step's stretches of time. What they say stands beside them in words. */
export function TimelineBars({ row, layout, color }: { row: TimelineRow; layout: Timeline; color: string }) {
  const span = layout.to - layout.from;
  return (
    <span aria-hidden="true" className="relative h-3 min-w-0 flex-1">
      {row.bars.map((bar) => (
        <span
          key={bar.from}
          data-stretch={stretchName(bar)}
          title={capitalised(stretchText(stretchName(bar), (bar.to - bar.from) / 1000))}
          className={classes(
            "absolute inset-y-0 min-w-0.5 rounded-xs forced-color-adjust-none",
            bar.kind === "waiting" && classes("inset-y-0.5 border", WAIT_LOOKS[bar.wait]),
            row.critical && "shadow-[0_3px_0_-1px_var(--color-accent)]",
          )}
          style={{
            left: `${((bar.from - layout.from) / span) * 100}%`,
            width: `${((bar.to - bar.from) / span) * 100}%`,
            backgroundColor: bar.kind === "running" ? color : undefined,
          }}
        />
      ))}
    </span>
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
