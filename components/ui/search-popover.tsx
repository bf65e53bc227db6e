"use client";

import { Popover } from "radix-ui";
import type { ReactNode } from "react";
import { pointRect } from "./point-rect.ts";
import { useReturnFocus } from "./use-return-focus.ts";

/** Holds a searched list at a point of the window: where a key was pressed or a connection was dropped. */
export function SearchPopover({
  label,
  anchor,
  onClose,
  children,
}: {
  label: string;
  anchor: { x: number; y: number };
  onClose: () => void;
  children: ReactNode;
}) {
  const focus = useReturnFocus();
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={{ current: { getBoundingClientRect: () => pointRect(anchor) } }} />
      <Popover.Portal>
        <Popover.Content
          {...focus}
          aria-label={label}
          align="center"
          sideOffset={8}
          collisionPadding={8}
          className="z-50 flex max-h-[min(26rem,var(--radix-popover-content-available-height))] w-80 max-w-[calc(100vw-1rem)] flex-col rounded-lg border bg-raised shadow-raised data-[state=open]:animate-appear"
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
