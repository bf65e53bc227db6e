"use client";

import {
  cloneElement,
  createContext,
  use,
  useState,
  type ComponentProps,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
} from "react";
import type * as parts from "./menu-parts.tsx";
import { showToast } from "./toast.tsx";

export type MenuProps = {
  /** One button element. */
  trigger: ReactElement<ComponentProps<"button">>;
  children: ReactNode;
  align?: "start" | "center" | "end";
};

type Parts = typeof parts;

/** The parts of the menu that is open around. */
export const PartsContext = createContext<Parts | null>(null);

/** Every page has menus and few readers open one, so their code comes when one is pointed at. */
const loadParts = () => import("./menu-parts.tsx");

/**
 * A menu that `trigger` opens. It is not modal: the page around stays readable, a click there closes it.
 * Put MenuItem, MenuLabel and MenuSeparator inside.
 */
export function Menu({ trigger, children, align }: MenuProps) {
  const [opened, setOpened] = useState<{ parts: Parts; fromKeyboard: boolean } | null>(null);

  function open(fromKeyboard: boolean) {
    loadParts().then(
      (parts) => setOpened((before) => before ?? { parts, fromKeyboard }),
      () => showToast("The menu could not be loaded. Check the connection and try again.", "error"),
    );
  }

  if (!opened) {
    // Without it the menu comes when it is opened, which tells of a failure as well.
    const prepare = () => void loadParts().catch(() => undefined);
    return cloneElement(trigger, {
      "aria-haspopup": "menu",
      "aria-expanded": false,
      onPointerEnter: prepare,
      onFocus: prepare,
      // A click by a key is none of a pointer: it has no number.
      onClick: ({ detail }) => open(detail === 0),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        open(true);
      },
    });
  }
  const { parts, fromKeyboard } = opened;
  return (
    <PartsContext value={parts}>
      <parts.MenuRoot trigger={trigger} fromKeyboard={fromKeyboard} {...(align && { align })}>
        {children}
      </parts.MenuRoot>
    </PartsContext>
  );
}

export type MenuItemProps = {
  onSelect: () => void;
  icon?: ReactNode;
  /** Shown at the right: a shortcut. */
  hint?: string;
  danger?: boolean;
  disabled?: boolean;
  children: ReactNode;
};

/** One entry of a menu. */
export function MenuItem(props: MenuItemProps) {
  const parts = use(PartsContext);
  return parts && <parts.Item {...props} />;
}

/** A heading inside a menu. */
export function MenuLabel({ children }: { children: ReactNode }) {
  const parts = use(PartsContext);
  return parts && <parts.Label className="px-2 pt-1.5 pb-1 text-xs text-muted">{children}</parts.Label>;
}

/** A line between groups of a menu. */
export function MenuSeparator() {
  const parts = use(PartsContext);
  return parts && <parts.Separator className="my-1 h-px bg-line" />;
}
