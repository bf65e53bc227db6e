import { classes } from "#components/ui/classes.ts";

/** How much of something is done, in percent. */
export function ProgressBar({
  label,
  percent,
  className,
}: {
  label: string;
  percent: number;
  className?: string;
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={classes(
        "h-1.5 w-40 max-w-full overflow-hidden rounded-full bg-well ring-1 ring-line forced-color-adjust-none",
        className,
      )}
    >
      <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
    </div>
  );
}
