"use client";

import { DropdownMenu as Radix } from "radix-ui";
import { createContext, use, useRef } from "react";
import { classes } from "./classes.ts";
import type { MenuItemProps, MenuProps } from "./menu.tsx";

/** How every menu stands at its place. */
export const CONTENT = {
  sideOffset: 4,
  collisionPadding: 8,
  className:
    "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto rounded-md border bg-raised p-1 shadow-raised data-[state=open]:animate-appear",
} as const;

/** What an item of a menu at a point does is done when the menu is gone, so that what it opens finds the focus where it was. */
export const AfterClose = createContext<((action: () => void) => void) | null>(null);

/** The menu once it was opened the first time. */
export function MenuRoot({
  trigger,
  children,
  align = "end",
  fromKeyboard,
}: MenuProps & {
  /** Radix has not seen the key that opened it the first time, after which the first entry is to have the focus. */
  fromKeyboard: boolean;
}) {
  const enter = useRef(fromKeyboard);
  return (
    <Radix.Root modal={false} defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={document.querySelector("main")}>
        <Radix.Content
          align={align}
          {...CONTENT}
          onFocus={({ target, currentTarget }) => {
            if (!enter.current || target !== currentTarget) return;
            enter.current = false;
            currentTarget.querySelector<HTMLElement>("[role=menuitem]:not([data-disabled])")?.focus();
          }}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function Item({ onSelect, icon, hint, danger = false, disabled = false, children }: MenuItemProps) {
  const afterClose = use(AfterClose);
  return (
    <Radix.Item
      onSelect={() => (afterClose ? afterClose(onSelect) : onSelect())}
      disabled={disabled}
      className={classes(
        "flex min-h-control cursor-pointer items-center gap-2 rounded-sm px-2 py-1.5 outline-none select-none data-[highlighted]:bg-hover [&_svg]:size-4",
        "data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50",
        danger && "text-danger",
      )}
    >
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      {hint && <kbd className="font-mono text-xs text-muted pointer-coarse:hidden">{hint}</kbd>}
    </Radix.Item>
  );
}

export const Label = Radix.Label;
export const Separator = Radix.Separator;
