"use client";

import { useState } from "react";
import { unwrap } from "#components/shell/api.ts";
import { DialogForm } from "#components/shell/dialog-form.tsx";
import { issueFor } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { saveSecret } from "#lib/actions/save-secret.ts";
import type { SecretView } from "#lib/domain/secret.ts";

const FIELDS = ["name", "value", "hosts"] as const;

/** Makes a secret, or gives one another value or other hosts; a stored value is never shown, only kept or replaced. */
export function SecretDialog({
  secret,
  onClose,
  onSaved,
}: {
  secret: SecretView | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const [name, setName] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const [hosts, setHosts] = useState(secret?.hosts.join("\n") ?? "");
  const submit = useSubmit(FIELDS, async () => {
    await unwrap(
      saveSecret({
        id: secret?.id ?? null,
        name,
        value: value.trim() === "" ? null : value,
        hosts: hosts.split(/[\s,]+/).filter((host) => host !== ""),
      }),
    );
    showToast(secret ? `"${secret.name}" is changed.` : `"${name.trim()}" is stored.`);
    onSaved();
    onClose();
  });
  const { failure } = submit;

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={secret ? `Change "${secret.name}"` : "Add a secret"}
      description="It is sent to its hosts and to nobody else, and hidden wherever it comes back."
    >
      <DialogForm submit={submit} verb={secret ? "Save" : "Store"} onCancel={onClose}>
        <Field
          label="Name"
          required={secret === null}
          error={issueFor(failure, "name")}
          hint={secret ? "It stays: steps of plans name it." : "By which steps name it: Shop API."}
        >
          <Input
            value={name}
            readOnly={secret !== null}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
          />
        </Field>
        <Field
          label="Value"
          required={secret === null}
          error={issueFor(failure, "value")}
          hint={
            secret
              ? "A value is stored. Leave this empty to keep it; it is never shown."
              : "Stored encrypted, and never shown again."
          }
        >
          <Input
            type="password"
            value={value}
            onChange={(event) => setValue(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            placeholder={secret ? "••••••••••••" : undefined}
          />
        </Field>
        <Field
          label="Hosts"
          required
          error={issueFor(failure, "hosts")}
          hint="One a line: api.example.com, *.example.com for all below it, example.com:8443. A host that is added later wants the value again."
        >
          <Textarea
            value={hosts}
            onChange={(event) => setHosts(event.target.value)}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      </DialogForm>
    </Dialog>
  );
}
