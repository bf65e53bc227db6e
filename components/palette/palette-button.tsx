"use client";

import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";
import { loadLater } from "#components/shell/load-later.ts";
import { IconButton } from "#components/ui/button.tsx";

const palette = loadLater(() => import("./palette.tsx"));
const Palette = lazy(async () => ({ default: (await palette()).Palette }));

/**
 * Opens the palette for those who have no keys. Ctrl or Cmd with K opens it too, wherever the focus is, except that an open dialog or menu
 * keeps its keys; again closes it.
 */
export function PaletteButton({ icon }: { icon: ReactNode }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      // It is there by the time the other key is pressed, so that what is typed next goes to it.
      if (event.key === "Control" || event.key === "Meta") void palette();
      // What a browser fills in by itself may be told of as a key without a name.
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
      if (event.defaultPrevented || event.altKey || event.shiftKey) return;
      // Else the browser would go to its own field.
      event.preventDefault();
      const busy = event.target instanceof Element && event.target.closest("[role=dialog], [role=menu]");
      setOpen((now) => !now && !busy);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <>
      <IconButton
        label="Find or do (Ctrl or Cmd + K)"
        icon={icon}
        onPointerEnter={() => void palette()}
        onClick={() => setOpen(true)}
      />
      {open && (
        <Suspense>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
