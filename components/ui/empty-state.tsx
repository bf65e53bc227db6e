import type { ReactNode } from "react";
import { classes } from "./classes.ts";

/** What stands where a list is empty: says so, and what to do next. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={classes("flex flex-col items-center gap-2 px-6 py-10 text-center", className)}>
      {icon && <div className="text-muted [&_svg]:size-6">{icon}</div>}
      <p className="text-base font-medium">{title}</p>
      {children && <div className="max-w-md text-balance text-muted">{children}</div>}
      {action && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
