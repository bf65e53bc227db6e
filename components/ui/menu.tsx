"use client";

import { DropdownMenu as Radix } from "radix-ui";
import { createContext, useContext, useRef, useState, type ReactNode } from "react";
import { classes } from "./classes.ts";

/**
 * A menu that `trigger` (one button element) opens. It is not modal: the page around stays readable, a click there closes it.
 * Put MenuItem, MenuLabel and MenuSeparator inside.
 */
export function Menu({
  trigger,
  children,
  align = "end",
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "center" | "end";
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={mainLandmark()}>
        <Radix.Content align={align} {...CONTENT}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const CONTENT = {
  sideOffset: 4,
  collisionPadding: 8,
  className:
    "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto rounded-md border bg-raised p-1 shadow-raised data-[state=open]:animate-appear",
} as const;

/** What an item of a menu at a point does is done when the menu is gone, so that what it opens finds the focus where it was. */
const AfterClose = createContext<((action: () => void) => void) | null>(null);

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
    <Radix.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <Radix.Trigger asChild>
        <span aria-hidden className="pointer-events-none fixed size-0" style={{ left: at.x, top: at.y }} />
      </Radix.Trigger>
      <Radix.Portal container={mainLandmark()}>
        <Radix.Content
          align="start"
          {...CONTENT}
          aria-label={label}
          aria-labelledby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const { activeElement } = document;
            const free = activeElement === null || activeElement === document.body;
            if (free && cameFrom instanceof HTMLElement) cameFrom.focus({ preventScroll: true });
            chosen.current?.();
          }}
        >
          <AfterClose value={(action) => (chosen.current = action)}>{children}</AfterClose>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Where menus stand in the page: inside a landmark, so that screen readers find them by it. */
function mainLandmark(): HTMLElement | null {
  return typeof document === "undefined" ? null : document.querySelector("main");
}

/** One entry of a menu. */
export function MenuItem({
  onSelect,
  icon,
  hint,
  danger = false,
  disabled = false,
  children,
}: {
  onSelect: () => void;
  icon?: ReactNode;
  /** Shown at the right: a shortcut. */
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
  children: ReactNode;
}) {
  const afterClose = useContext(AfterClose);
  return (
    <Radix.Item
      onSelect={() => (afterClose ? afterClose(onSelect) : onSelect())}
      disabled={disabled}
      className={classes(
        "flex cursor-pointer items-center gap-2 rounded-sm px-2 py-1.5 outline-none select-none data-[highlighted]:bg-hover [&_svg]:size-4",
        "data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50",
        danger && "text-danger",
      )}
    >
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      {hint && <kbd className="font-mono text-xs text-muted">{hint}</kbd>}
    </Radix.Item>
  );
}

/** A heading inside a menu. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs text-muted">{children}</Radix.Label>;
}

/** A line between groups of a menu. */
export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
