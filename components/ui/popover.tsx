"use client";

import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";

/** More about something, opened by `trigger` (one button element), for reading: a click elsewhere or Escape closes it. */
export function Popover({
  trigger,
  label,
  children,
}: {
  trigger: ReactNode;
  /** What it is, for assistive technology. */
  label: string;
  children: ReactNode;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={typeof document === "undefined" ? null : document.querySelector("main")}>
        <Radix.Content
          aria-label={label}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-popover-content-available-height) w-80 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-md border bg-raised p-3 text-xs shadow-raised outline-none data-[state=open]:animate-appear"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
