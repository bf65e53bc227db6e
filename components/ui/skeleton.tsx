import { classes } from "./classes.ts";

/** A grey bar in the place of something that is loading. Give it a size by class. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={classes("animate-pulse rounded-sm bg-hover", className)} />;
}

/** Several lines of skeleton, announced once as loading. */
export function SkeletonRows({ rows = 4, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status" className="flex flex-col gap-3 p-4">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className={classes("h-4", row % 3 === 2 ? "w-1/2" : "w-full")} />
      ))}
    </div>
  );
}
