"use client";

import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { McpServerView } from "#lib/domain/mcp.ts";

/** How a server knows who asks, as the form has it: by a secret of the workspace (an empty one: by nothing), or by a sign-in. */
export type Proof = {
  kind: "secret" | "signIn";
  secret: string;
  header: string;
  prefix: string;
  clientId: string;
  clientSecret: string;
};

/** The proof of a server as it is; of a new one: none. */
export function proofOf(server: McpServerView | null): Proof {
  const place = server?.place.kind === "http" ? server.place : null;
  return {
    kind: place?.signIn ? "signIn" : "secret",
    secret: place?.secret?.name ?? "",
    header: place?.secret?.header ?? "Authorization",
    prefix: place?.secret?.prefix ?? "Bearer ",
    clientId: server?.signIn?.clientId ?? "",
    clientSecret: "",
  };
}

/** What of it the server is saved with. */
export function proofInput({ kind, secret, header, prefix, clientId, clientSecret }: Proof) {
  return {
    secret: kind === "secret" && secret.trim() !== "" ? { name: secret, header, prefix } : null,
    signIn: kind === "signIn" ? { clientId, clientSecret } : null,
  };
}

/** How a server knows who asks. */
export function ProofFields({
  proof,
  issue,
  onChange,
}: {
  proof: Proof;
  /** What is wrong with a part of the secret or the sign-in. */
  issue: (field: "secret" | "signIn", part: string) => string | null;
  onChange: (proof: Proof) => void;
}) {
  const text = (part: Exclude<keyof Proof, "kind">) => (
    <Input
      value={proof[part]}
      onChange={(event) => onChange({ ...proof, [part]: event.target.value })}
      autoComplete="off"
      spellCheck={false}
      {...(part === "clientSecret" && { type: "password" })}
    />
  );
  return (
    <>
      <Field label="How it knows who asks">
        <Select
          value={proof.kind}
          onChange={(event) =>
            onChange({ ...proof, kind: event.target.value === "signIn" ? "signIn" : "secret" })
          }
        >
          <option value="secret">By a secret of this workspace, or not at all</option>
          <option value="signIn">An owner signs in there (OAuth)</option>
        </Select>
      </Field>
      {proof.kind === "secret" ? (
        <>
          <Field
            label="Secret"
            error={issue("secret", "name")}
            hint="The name of a secret of this workspace that proves who asks. Leave it empty for none."
          >
            {text("secret")}
          </Field>
          {proof.secret.trim() !== "" && (
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label="Header" error={issue("secret", "header")}>
                {text("header")}
              </Field>
              <Field label="Before the secret" error={issue("secret", "prefix")}>
                {text("prefix")}
              </Field>
            </div>
          )}
        </>
      ) : (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Client id"
            error={issue("signIn", "clientId")}
            hint="Only where this installation must be registered by hand. Leave it empty otherwise."
          >
            {text("clientId")}
          </Field>
          <Field
            label="Client secret"
            error={issue("signIn", "clientSecret")}
            hint="Left empty beside the same client id, the stored one stays."
          >
            {text("clientSecret")}
          </Field>
        </div>
      )}
    </>
  );
}
