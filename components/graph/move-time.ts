/** How long a movement of the view takes, in milliseconds: none for people who asked their system for less motion. */
export function moveTime(milliseconds: number): number {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : milliseconds;
}
