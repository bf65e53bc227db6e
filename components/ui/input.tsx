import type { ComponentProps } from "react";
import { classes } from "./classes.ts";

const BOX =
  "w-full rounded-md border border-line-strong bg-surface px-2.5 text-text placeholder:text-muted " +
  "focus-visible:outline-offset-0 aria-invalid:border-danger disabled:cursor-not-allowed disabled:opacity-60 read-only:bg-well";

/** One line of text. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={classes(BOX, "h-control", className)} />;
}

/** Several lines of text. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  return <textarea rows={rows} {...rest} className={classes(BOX, "resize-y py-1.5", className)} />;
}

/** A choice of few: the browser's own list, which works with every keyboard and screen reader. */
export function Select({ className, ...rest }: ComponentProps<"select">) {
  // A list is never "read-only", but the pseudo-class takes it for that.
  return <select {...rest} className={classes(BOX, "h-control bg-surface! pr-1", className)} />;
}

/** A checkbox with its label at the right. */
export function Checkbox({
  label,
  className,
  ...rest
}: Omit<ComponentProps<"input">, "type"> & { label: string }) {
  return (
    <label className={classes("inline-flex cursor-pointer items-center gap-2 py-0.5", className)}>
      <input {...rest} type="checkbox" className="size-4 shrink-0 accent-accent" />
      <span>{label}</span>
    </label>
  );
}
