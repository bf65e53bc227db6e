"use client";

import { createContext, useContext, useMemo, useState } from "react";
import type { StepId } from "#lib/domain/ids.ts";

/** A wish to edit a step's title; each wish is a new object, so that the same step can be asked for again. */
export type TitleRequest = { stepId: string };

/** The wish that is not fulfilled yet, and what to call once it is. */
export type PendingTitleRequest = {
  request: TitleRequest | null;
  fulfilled: (request: TitleRequest) => void;
};

export const TitleRequestContext = createContext<PendingTitleRequest>({
  request: null,
  fulfilled: () => undefined,
});

/** The title field of that step fulfils the wish, once, by taking the focus. */
export function useTitleRequest(): PendingTitleRequest {
  return useContext(TitleRequestContext);
}

/**
 * Keeps the wish of one editor until it is fulfilled.
 * @param lookedAt the step that is selected
 * @returns it, and what makes another
 */
export function useTitleWish(
  lookedAt: StepId | null,
): readonly [PendingTitleRequest, (request: TitleRequest) => void] {
  const [request, setRequest] = useState<TitleRequest | null>(null);
  // Who has gone on to another step since no longer wants it.
  if (request !== null && request.stepId !== lookedAt) setRequest(null);
  const pending = useMemo(
    () => ({
      request,
      fulfilled: (done: TitleRequest) => setRequest((now) => (now === done ? null : now)),
    }),
    [request],
  );
  return [pending, setRequest];
}
