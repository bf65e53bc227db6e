import { useCallback } from "react";

const REACHABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']";

/**
 * For the ref of an element that scrolls: the keyboard stops at it, so that it can be scrolled, while it is too high for its place and
 * nothing in it could be reached otherwise.
 */
export function useScrollStop(): (element: HTMLElement | null) => (() => void) | undefined {
  return useCallback((element) => {
    if (!element) return undefined;
    const look = () => {
      const stops = element.scrollHeight > element.clientHeight && !element.querySelector(REACHABLE);
      if (stops) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
}
