import type { KeyboardEvent } from "react";
import { pressKey, type KeyScene } from "./canvas-keys.ts";

/**
 * Answers a key that is pressed anywhere on the canvas, except in its fields and on its buttons.
 * @param taps what a step that waits to be connected by a tap ends with; null while none does
 */
export function pressOnCanvas(
  event: KeyboardEvent<HTMLDivElement>,
  canvas: HTMLElement | null,
  taps: { cancel: () => void } | null,
  scene: KeyScene,
): void {
  if (isTyping(event.target) || (isButton(event.target) && (event.key === "Enter" || event.key === " ")))
    return;
  if (taps && event.key === "Escape") {
    taps.cancel();
    return;
  }
  const known = pressKey(event, scene);
  if (!known) return;
  event.preventDefault();
  // What had the focus may be gone; the next key is for the canvas all the same.
  if ((event.key === "Delete" || event.key === "Backspace") && scene.selection.length > 0)
    canvas?.focus({ preventScroll: true });
}

function isTyping(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

function isButton(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.closest("button, [role=button]") !== null;
}
