/** A point of the window as what opens there takes it: a rectangle of no size. */
export function pointRect({ x, y }: { x: number; y: number }): DOMRect {
  return new DOMRect(x, y, 0, 0);
}
