"use client";

import { DropdownMenu as Radix } from "radix-ui";
import { useRef, useState, type ReactNode } from "react";
import * as parts from "./menu-parts.tsx";
import { PartsContext } from "./menu.tsx";

/**
 * A menu that is open at a point of the window: for a right click, a long press or the menu key. The focus goes back to where it was.
 * @param label what the menu is about, for assistive technology
 */
export function PointMenu({
  at,
  label,
  onClose,
  children,
}: {
  at: { x: number; y: number };
  label: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const [cameFrom] = useState(() => document.activeElement);
  const chosen = useRef<(() => void) | null>(null);
  return (
    <PartsContext value={parts}>
      <Radix.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
        <Radix.Trigger asChild>
          <span aria-hidden className="pointer-events-none fixed size-0" style={{ left: at.x, top: at.y }} />
        </Radix.Trigger>
        <Radix.Portal container={document.querySelector("main")}>
          <Radix.Content
            align="start"
            {...parts.CONTENT}
            aria-label={label}
            aria-labelledby={undefined}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              const { activeElement } = document;
              const free = activeElement === null || activeElement === document.body;
              if (free && (cameFrom instanceof HTMLElement || cameFrom instanceof SVGElement))
                cameFrom.focus({ preventScroll: true });
              chosen.current?.();
            }}
          >
            <parts.AfterClose value={(action) => (chosen.current = action)}>{children}</parts.AfterClose>
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </PartsContext>
  );
}
