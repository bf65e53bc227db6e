import type { PendingStorage, Schedule } from "./store-contract.ts";

/** The browser's own timer. */
export const browserSchedule: Schedule = (milliseconds, task) => {
  const timer = setTimeout(task, milliseconds);
  return () => clearTimeout(timer);
};

/** The browser's storage, or the tab's, or null on the server and where a person forbids it. */
export function browserStorage(
  which: "localStorage" | "sessionStorage" = "localStorage",
): PendingStorage | null {
  try {
    return typeof window === "undefined" ? null : window[which];
  } catch {
    return null;
  }
}

/**
 * Calls back when saving should not wait: the network is back, or the page may be about to go.
 * @returns a function that ends it
 */
export function onUrgency(callback: () => void): () => void {
  if (typeof window === "undefined") return () => undefined;
  const whenHidden = () => {
    if (document.visibilityState === "hidden") callback();
  };
  window.addEventListener("online", callback);
  window.addEventListener("pagehide", callback);
  document.addEventListener("visibilitychange", whenHidden);
  return () => {
    window.removeEventListener("online", callback);
    window.removeEventListener("pagehide", callback);
    document.removeEventListener("visibilitychange", whenHidden);
  };
}
