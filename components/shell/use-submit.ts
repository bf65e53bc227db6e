"use client";

import { useRef, useState, type FormEvent } from "react";
import type { Failure } from "#lib/domain/errors.ts";
import { failureOf } from "./api.ts";
import { generalMessage } from "./issue-messages.ts";
import { useFocusInvalid } from "./use-focus-invalid.ts";

/**
 * What a form needs to send what it holds: it is sent once at a time, what `send` throws becomes the failure, and the focus goes
 * to the first field that the failure complains of.
 * @param fields those that show their own messages; what concerns no field of them stands above the form, as `general`
 * @param send gets what the fields with a name hold; gives "leaving" when another page is on its way, so that the form stays busy until it is there
 */
export function useSubmit(fields: readonly string[], send: (fields: FormData) => Promise<"leaving" | void>) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  useFocusInvalid(form, failure);

  async function submit(held: FormData) {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      if ((await send(held)) === "leaving") return;
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  }

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void submit(new FormData(event.currentTarget));
  }

  return {
    /** To be spread onto the form. */
    form: { ref: form, onSubmit, noValidate: true },
    busy,
    failure,
    setFailure,
    general: generalMessage(failure, fields),
  };
}
