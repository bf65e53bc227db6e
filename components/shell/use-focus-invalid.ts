"use client";

import { useEffect, type RefObject } from "react";
import type { Failure } from "#lib/domain/errors.ts";

/** Moves the focus to the first field that a failure complains of, so that the keyboard is where the mending begins. */
export function useFocusInvalid(form: RefObject<HTMLElement | null>, failure: Failure | null): void {
  useEffect(() => {
    if (failure) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, failure]);
}
