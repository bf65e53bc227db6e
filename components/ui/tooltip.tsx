"use client";

import { useId, useState, type ReactNode } from "react";

/** A hint under its child on hover and focus; Escape takes it away. The child is one focusable element with a name of its own. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <span
      role="presentation"
      className="relative inline-flex"
      onPointerEnter={({ pointerType }) => setOpen(pointerType !== "touch")}
      onPointerLeave={() => setOpen(false)}
      onFocus={({ target }) => setOpen(target.matches(":focus-visible"))}
      onBlur={() => setOpen(false)}
      onKeyDown={({ key }) => key === "Escape" && setOpen(false)}
    >
      {children}
      {open && (
        <span className="absolute top-full right-0 z-50 w-max max-w-xs pt-1.5">
          <span
            id={id}
            role="tooltip"
            className="block animate-appear rounded-md bg-text px-2 py-1 text-xs whitespace-normal text-bg shadow-raised"
          >
            {text}
          </span>
        </span>
      )}
    </span>
  );
}
