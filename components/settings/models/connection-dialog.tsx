"use client";

import { useState } from "react";
import { unwrap } from "#components/shell/api.ts";
import { DialogForm } from "#components/shell/dialog-form.tsx";
import { issueFor } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { saveModelConnection } from "#lib/actions/save-model-connection.ts";
import { ProviderKind, type ModelConnection } from "#lib/domain/model.ts";
import { KIND_WORDS } from "./kind-words.ts";

const FIELDS = ["name", "kind", "baseUrl", "apiKey"] as const;

/** Makes a connection, or changes one; a stored key is never shown, only kept or replaced. */
export function ConnectionDialog({
  connection,
  onClose,
  onSaved,
}: {
  connection: ModelConnection | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const [kind, setKind] = useState<ProviderKind>(connection?.kind ?? "openai");
  const [name, setName] = useState(connection?.name ?? KIND_WORDS.openai);
  const [baseUrl, setBaseUrl] = useState(connection?.baseUrl ?? "");
  const [apiKey, setApiKey] = useState("");
  const [dropKey, setDropKey] = useState(false);
  const stored = connection?.hasKey === true && !dropKey;

  function choose(next: ProviderKind) {
    // A name that nobody thought about follows the kind.
    if (name === KIND_WORDS[kind]) setName(KIND_WORDS[next]);
    setKind(next);
  }

  const submit = useSubmit(FIELDS, async () => {
    const kept = apiKey.trim() === "" && !dropKey;
    await unwrap(
      saveModelConnection({
        id: connection?.id ?? null,
        name,
        kind,
        baseUrl: baseUrl.trim() === "" ? null : baseUrl,
        apiKey: kept ? null : apiKey.trim(),
      }),
    );
    showToast(connection ? `"${name.trim()}" is changed.` : `"${name.trim()}" is connected.`);
    onSaved();
    onClose();
  });
  const { failure } = submit;

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={connection ? `Change "${connection.name}"` : "Add a connection"}
      description="Choose models of it for the roles afterwards, and test them there."
    >
      <DialogForm submit={submit} verb={connection ? "Save" : "Connect"} onCancel={onClose}>
        <Field label="Provider" error={issueFor(failure, "kind")}>
          <Select value={kind} onChange={(event) => choose(ProviderKind.parse(event.target.value))}>
            {ProviderKind.options.map((option) => (
              <option key={option} value={option}>
                {KIND_WORDS[option]}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Name" required error={issueFor(failure, "name")}>
          <Input value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field
          label="Address"
          required={kind === "compatible"}
          error={issueFor(failure, "baseUrl")}
          hint={
            kind === "compatible"
              ? "Where the API begins: http://localhost:11434/v1 for Ollama, https://openrouter.ai/api/v1 for OpenRouter."
              : "Leave it empty for the provider's own address."
          }
        >
          <Input
            value={baseUrl}
            onChange={(event) => setBaseUrl(event.target.value)}
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <Field
          label="API key"
          required={kind !== "compatible" && !stored}
          error={issueFor(failure, "apiKey")}
          hint={
            stored
              ? "A key is stored. Leave this empty to keep it; it is never shown."
              : "Stored encrypted, and never shown again."
          }
        >
          <Input
            type="password"
            value={apiKey}
            onChange={(event) => setApiKey(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            placeholder={stored ? "••••••••••••" : kind === "compatible" ? "None" : undefined}
          />
        </Field>
        {stored && kind === "compatible" && (
          <Button size="small" variant="ghost" className="self-start" onClick={() => setDropKey(true)}>
            Forget the stored key
          </Button>
        )}
      </DialogForm>
    </Dialog>
  );
}
