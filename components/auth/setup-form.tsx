"use client";

import { signIn } from "next-auth/react";
import { createOwner } from "#lib/actions/create-owner.ts";
import { unwrap } from "#components/shell/api.ts";
import { issueFor } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { textOf } from "./form-text.ts";

const FIELDS = ["name", "email", "password", "code"] as const;

/** Makes the first account, signs it in and goes to the goal box. */
export function SetupForm({ needsCode }: { needsCode: boolean }) {
  const { form, busy, failure, general } = useSubmit(FIELDS, async (fields) => {
    const email = textOf(fields, "email");
    const password = textOf(fields, "password");
    const code = textOf(fields, "code").trim();
    await unwrap(createOwner({ name: textOf(fields, "name"), email, password, ...(code ? { code } : {}) }));
    await signIn("credentials", { redirect: false, email, password });
    window.location.assign("/");
    return "leaving";
  });

  return (
    <form {...form} className="flex flex-col gap-4">
      {general && <Banner tone="error">{general}</Banner>}
      <Field label="Your name" required error={issueFor(failure, "name")}>
        <Input
          name="name"
          autoComplete="name"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page is nothing but this form
          autoFocus
        />
      </Field>
      <Field label="E-mail" required error={issueFor(failure, "email")}>
        <Input name="email" type="email" autoComplete="username" />
      </Field>
      <Field
        label="Password"
        required
        hint="At least 10 characters. Several words in a row are easy to remember."
        error={issueFor(failure, "password")}
      >
        <Input name="password" type="password" autoComplete="new-password" />
      </Field>
      {needsCode && (
        <Field
          label="Set-up code"
          required
          hint="Printed in the terminal where Planwright was started. It proves that this installation is yours."
          error={issueFor(failure, "code")}
        >
          <Input name="code" autoComplete="one-time-code" spellCheck={false} className="font-mono" />
        </Field>
      )}
      <Button type="submit" variant="primary" busy={busy}>
        Create the account
      </Button>
    </form>
  );
}
