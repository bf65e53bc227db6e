import type { StepId } from "#lib/domain/ids.ts";

/** How many frames what is removed may take to be gone: a large plan is drawn anew in more than one. */
const FRAMES = 20;

/**
 * Gives the focus another place when what has it is about to be removed: else it falls to the page, where keys mean nothing. Where it
 * stays, or a person moves it meanwhile, it is left alone.
 * @param next finds that place, once what had the focus is gone
 */
export function refocus(next: () => HTMLElement | null | undefined): void {
  const had = document.activeElement;
  const look = (frames: number) =>
    requestAnimationFrame(() => {
      const { activeElement, body } = document;
      if (activeElement === null || activeElement === body) next()?.focus({ preventScroll: true });
      else if (activeElement === had && frames > 1) look(frames - 1);
    });
  look(FRAMES);
}

/** The first button of the inspector's section around something that is about to be removed: it adds another. */
export function refocusSection(removed: Element): void {
  const section = removed.closest("section");
  refocus(() => section?.querySelector("button"));
}

/** The field of an argument, whose value is about to be removed together with the button for that; its last button where it has none. */
export function refocusArgument(removed: Element): void {
  const group = removed.closest("[role=group]");
  refocus(
    () =>
      group?.querySelector<HTMLElement>("input, textarea, select") ??
      [...(group?.querySelectorAll("button") ?? [])].at(-1),
  );
}

/**
 * For steps that are about to be removed: the row after theirs in the outline, for who is there; else the canvas, or the open tab where
 * only one pane is shown.
 */
export function refocusSteps(): void {
  const { activeElement } = document;
  // Not for the buttons of rows, which are for fingers: with the focus in a title the keyboard would cover the screen.
  const at =
    activeElement instanceof HTMLInputElement
      ? activeElement.closest<HTMLElement>("[data-outline] [data-step]")
      : null;
  const rows = [...document.querySelectorAll<HTMLElement>("[data-outline] [data-step]")];
  const ids = rows.map((row) => row.dataset["step"] ?? "");
  const index = at ? rows.indexOf(at) : -1;
  const nearest = [...ids.slice(index + 1), ...ids.slice(0, Math.max(0, index)).toReversed()];
  refocus(() =>
    at
      ? (nearest.map(titleInOutline).find((field) => field !== null) ??
        document.querySelector<HTMLElement>("[data-outline] button"))
      : (document.querySelector<HTMLElement>(".plan-canvas") ??
        document.querySelector<HTMLElement>("main [role=tab][aria-selected=true]")),
  );
}

/** For a step that is about to move in the outline: who is in its title stays there, although its row may be drawn anew elsewhere. */
export function refocusRow(stepId: StepId): void {
  if (document.activeElement === titleInOutline(stepId)) refocus(() => titleInOutline(stepId));
}

function titleInOutline(stepId: StepId): HTMLInputElement | null {
  return document.querySelector(`[data-outline] [data-step="${CSS.escape(stepId)}"] input`);
}
