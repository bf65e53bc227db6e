"use client";

import { signIn } from "next-auth/react";
import { useState, type FormEvent } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { textOf } from "./form-text.ts";
import { safeReturnPath } from "./return-path.ts";

/** E-mail and password. On success goes where the person was heading. */
export function SignInForm({ returnTo }: { returnTo: string | null }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    const answer = await signIn("credentials", {
      redirect: false,
      email: textOf(form, "email"),
      password: textOf(form, "password"),
    }).catch(() => undefined);
    if (answer?.ok && !answer.error) {
      // A whole new page: what the frame and the cache hold belongs to nobody yet.
      window.location.assign(safeReturnPath(returnTo, window.location.origin));
      return;
    }
    setBusy(false);
    setError(answer?.error ?? "The server cannot be reached. Check that it is running and try again.");
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4" noValidate>
      {error && <Banner tone="error">{error}</Banner>}
      <Field label="E-mail" required>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is nothing but this form
          autoFocus
        />
      </Field>
      <Field label="Password" required>
        <Input name="password" type="password" autoComplete="current-password" />
      </Field>
      <Button type="submit" variant="primary" busy={busy}>
        Sign in
      </Button>
    </form>
  );
}
