import { useSyncExternalStore } from "react";

const QUERY = "(pointer: coarse)";

/** Whether a finger is what the device is pointed at with. */
export function useCoarse(): boolean {
  return useSyncExternalStore(
    watch,
    () => window.matchMedia(QUERY).matches,
    () => false,
  );
}

function watch(listener: () => void): () => void {
  const list = window.matchMedia(QUERY);
  list.addEventListener("change", listener);
  return () => list.removeEventListener("change", listener);
}
