"use client";

import { signIn } from "next-auth/react";
import { ApiError } from "#components/shell/api.ts";
import { issueFor } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { textOf } from "./form-text.ts";
import { safeReturnPath } from "./return-path.ts";

/** What is said beside a field that was left empty. */
const EMPTY = { email: "Enter your e-mail address.", password: "Enter your password." } as const;
const FIELDS = ["email", "password"] as const;

/** E-mail and password. On success goes where the person was heading. */
export function SignInForm({ returnTo }: { returnTo: string | null }) {
  const { form, busy, failure, general } = useSubmit(FIELDS, async (fields) => {
    const entered = { email: textOf(fields, "email"), password: textOf(fields, "password") };
    const issues = FIELDS.filter((name) => entered[name].trim() === "").map((name) => ({
      path: [name],
      message: EMPTY[name],
    }));
    if (issues.length > 0) throw new ApiError({ code: "invalid", message: "Something is missing.", issues });
    const answer = await signIn("credentials", { redirect: false, ...entered }).catch(() => undefined);
    if (!answer?.ok || answer.error) {
      const message =
        answer?.error ?? "The server cannot be reached. Check that it is running and try again.";
      throw new ApiError({ code: "unauthenticated", message, issues: [] });
    }
    // A whole new page: what the frame and the cache hold belongs to nobody yet.
    window.location.assign(safeReturnPath(returnTo, window.location.origin));
    return "leaving";
  });

  return (
    <form {...form} className="flex flex-col gap-4">
      {general && <Banner tone="error">{general}</Banner>}
      <Field label="E-mail" required error={issueFor(failure, "email")}>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is nothing but this form
          autoFocus
        />
      </Field>
      <Field label="Password" required error={issueFor(failure, "password")}>
        <Input name="password" type="password" autoComplete="current-password" />
      </Field>
      <Button type="submit" variant="primary" busy={busy}>
        Sign in
      </Button>
    </form>
  );
}
