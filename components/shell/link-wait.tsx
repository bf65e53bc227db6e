"use client";

import { useLinkStatus } from "next/link";

/**
 * A bar along the foot of what the link around it covers, from 300 ms after it was followed until its page is there. The nearest
 * element with a position is what it lies on.
 */
export function LinkWait() {
  const { pending } = useLinkStatus();
  return (
    pending && (
      <span
        aria-hidden="true"
        className="pointer-events-none absolute inset-x-1 bottom-0 h-0.5 animate-wait rounded-full bg-accent"
      />
    )
  );
}
