"use client";

import { RotateCw } from "lucide-react";
import { Banner } from "./banner.tsx";
import { Button } from "./button.tsx";

/** A failure shown where its content would have been, with a way to try again. */
export function ErrorNote({
  title = "This could not be loaded",
  message,
  id,
  onRetry,
  retrying = false,
  className,
}: {
  title?: string;
  message: string;
  /** The id under which the log has the cause. */
  id?: string;
  onRetry?: () => void;
  /** While the way to try again is being tried. */
  retrying?: boolean;
  className?: string;
}) {
  return (
    <Banner
      tone="error"
      title={title}
      className={className}
      actions={
        onRetry && (
          <Button size="small" icon={<RotateCw />} busy={retrying} onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      <p>{message}</p>
      {id && <p className="mt-1 text-xs text-muted">Reference for the log: {id}</p>}
    </Banner>
  );
}
