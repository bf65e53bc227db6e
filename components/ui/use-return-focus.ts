"use client";

import { useRef } from "react";

/**
 * For what opens over the page without a trigger of its own: when it closes, the focus goes back to where it was, unless it has
 * gone elsewhere meanwhile.
 * @returns handlers for a Radix content
 */
export function useReturnFocus() {
  const cameFrom = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      cameFrom.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      const free = document.activeElement === null || document.activeElement === document.body;
      if (free && (cameFrom.current instanceof HTMLElement || cameFrom.current instanceof SVGElement))
        cameFrom.current.focus({ preventScroll: true });
    },
  };
}
