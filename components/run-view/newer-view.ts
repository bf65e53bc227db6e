/**
 * The later of two views of one topic. A fetch that began before the latest events may answer after them; its older answer
 * must not replace what the events have made of the view since, because no further event may come to set that right.
 * @returns the fetched view unless the known one stands at a later sequence number
 */
export function newerView<View extends { seq: number }>(known: View | undefined, fetched: View): View {
  return known && known.seq > fetched.seq ? known : fetched;
}
