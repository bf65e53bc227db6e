"use client";

import { useState } from "react";
import { unwrap } from "#components/shell/api.ts";
import { DialogForm } from "#components/shell/dialog-form.tsx";
import { issueFor } from "#components/shell/issue-messages.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { saveMcpServer } from "#lib/actions/save-mcp-server.ts";
import type { McpServerView } from "#lib/domain/mcp.ts";
import { ProofFields, proofInput, proofOf } from "./proof-fields.tsx";

const FIELDS = ["name", "url", "secret", "signIn"] as const;

/** Adds an MCP server by its address or from the installation's own, or changes how one knows who asks. */
export function ServerDialog({
  server,
  commands,
  onClose,
  onSaved,
}: {
  server: McpServerView | null;
  /** Names of the installation's own that are not added yet. */
  commands: readonly string[];
  onClose: () => void;
  onSaved: () => void;
}) {
  const place = server?.place.kind === "http" ? server.place : null;
  const [source, setSource] = useState<"http" | "command">("http");
  const [name, setName] = useState(server?.name ?? "");
  const [command, setCommand] = useState(commands[0] ?? "");
  const [url, setUrl] = useState(place?.url ?? "");
  const [proof, setProof] = useState(() => proofOf(server));
  const http = source === "http";
  const submit = useSubmit(FIELDS, async () => {
    await unwrap(
      saveMcpServer({
        id: server?.id ?? null,
        name: http ? name : command,
        url: http ? url : null,
        ...(http ? proofInput(proof) : {}),
      }),
    );
    showToast(server ? `"${server.name}" is changed.` : `"${http ? name.trim() : command}" is added.`);
    onSaved();
    onClose();
  });
  const { failure } = submit;

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={server ? `Change "${server.name}"` : "Add an MCP server"}
      description="Its tools are read afterwards. None of them can be used before you approve it."
    >
      <DialogForm submit={submit} verb={server ? "Save" : "Add"} onCancel={onClose}>
        {!server && commands.length > 0 && (
          <Field label="Kind">
            <Select
              value={source}
              onChange={(event) => setSource(event.target.value === "command" ? "command" : "http")}
            >
              <option value="http">By its address (streamable HTTP)</option>
              <option value="command">Started by this installation</option>
            </Select>
          </Field>
        )}
        {http ? (
          <>
            <Field
              label="Name"
              required
              error={issueFor(failure, "name")}
              hint="It stands in the names of its tools: mcp.name.tool."
            >
              <Input
                value={name}
                readOnly={server !== null}
                onChange={(event) => setName(event.target.value)}
                autoComplete="off"
                spellCheck={false}
              />
            </Field>
            <Field
              label="Address"
              required
              error={issueFor(failure, "url")}
              hint="The policy must allow its host: add it to the allowed domains there."
            >
              <Input
                value={url}
                readOnly={server !== null}
                onChange={(event) => setUrl(event.target.value)}
                inputMode="url"
                autoComplete="off"
                spellCheck={false}
              />
            </Field>
            <ProofFields
              proof={proof}
              issue={(field, part) =>
                failure?.issues.find(({ path }) => path[0] === field && path[1] === part)?.message ?? null
              }
              onChange={setProof}
            />
          </>
        ) : (
          <Field
            label="Server"
            error={issueFor(failure, "name")}
            hint="Whoever runs this installation names these in its configuration."
          >
            <Select value={command} onChange={(event) => setCommand(event.target.value)}>
              {commands.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </Select>
          </Field>
        )}
      </DialogForm>
    </Dialog>
  );
}
