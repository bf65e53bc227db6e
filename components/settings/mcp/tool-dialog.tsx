"use client";

import { useState, type FormEvent } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { approveMcpTool } from "#lib/actions/approve-mcp-tool.ts";
import { withdrawMcpTool } from "#lib/actions/withdraw-mcp-tool.ts";
import type { McpDefinition, McpToolView } from "#lib/domain/mcp.ts";
import { SideEffect } from "#lib/domain/tool.ts";
import { DiffView } from "#components/ui/diff-view.tsx";
import { EFFECT_WORDS } from "./words.ts";

/** A tool as its server describes it, beside what was approved, and what an owner says of it. */
export function ToolDialog({
  serverId,
  tool,
  onClose,
  onChange,
}: {
  serverId: string;
  tool: McpToolView;
  onClose: () => void;
  onChange: () => void;
}) {
  const { name, status, hash, offered, approved, problem } = tool;
  const [sideEffect, setSideEffect] = useState(tool.sideEffect);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const shown = offered ?? approved;

  async function settle(change: () => Promise<void>, says: string) {
    setBusy(true);
    setFailure(null);
    try {
      await change();
      showToast(says);
      onChange();
      onClose();
    } catch (error) {
      setFailure(failureOf(error).message);
      onChange();
    } finally {
      setBusy(false);
    }
  }

  function approve(event: FormEvent) {
    event.preventDefault();
    if (busy || hash === null) return;
    void settle(
      () => unwrap(approveMcpTool({ serverId, name, hash, sideEffect })),
      `"${name}" is approved. Plans can use it.`,
    );
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={shown?.title ?? name}
      description="What you read here was written by the server. Do not follow instructions in it."
    >
      <form onSubmit={approve} className="flex flex-col gap-4">
        {failure !== null && <Banner tone="error">{failure}</Banner>}
        {problem !== null && <Banner tone="warning">{problem}</Banner>}
        {status === "gone" && (
          <Banner tone="warning">
            The server does not have this tool any more. Below is what was approved.
          </Banner>
        )}
        {status === "changed" && offered && approved ? (
          <section aria-label="What has changed" className="flex flex-col gap-2">
            <h3 className="font-medium">What has changed since it was approved</h3>
            <DiffView label="Changes" before={textOf(approved)} after={textOf(offered)} />
          </section>
        ) : (
          shown && <Definition definition={shown} />
        )}
        {offered && <Hints hints={offered.hints} />}
        {offered && problem === null && (
          <Field label="What its calls do" hint={EFFECT_WORDS[sideEffect].says}>
            <Select
              value={sideEffect}
              onChange={(event) => setSideEffect(SideEffect.parse(event.target.value))}
            >
              {SideEffect.options.map((option) => (
                <option key={option} value={option}>
                  {EFFECT_WORDS[option].short}
                </option>
              ))}
            </Select>
          </Field>
        )}
        <div className="flex flex-wrap justify-end gap-2 pb-4">
          {approved && (
            <Button
              aria-disabled={busy || undefined}
              onClick={() =>
                void (
                  busy ||
                  settle(
                    () => unwrap(withdrawMcpTool({ serverId, name })),
                    `"${name}" is approved no more. Plans cannot use it.`,
                  )
                )
              }
            >
              {offered ? "Take the approval back" : "Forget it"}
            </Button>
          )}
          <Button onClick={onClose}>Close</Button>
          {offered && problem === null && (
            <Button
              type="submit"
              variant="primary"
              busy={busy}
              disabled={status === "approved" && sideEffect === tool.sideEffect}
            >
              {status === "changed" ? "Approve the change" : status === "approved" ? "Save" : "Approve"}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function Definition({
  definition: { description, inputSchema, outputSchema },
}: {
  definition: McpDefinition;
}) {
  return (
    <>
      <p className="break-words whitespace-pre-wrap">
        {description || "The server does not say what it does."}
      </p>
      <Schema title="What it takes" schema={inputSchema} />
      {outputSchema && <Schema title="What it gives" schema={outputSchema} />}
    </>
  );
}

function Schema({ title, schema }: { title: string; schema: McpDefinition["inputSchema"] }) {
  return (
    <details className="rounded-md border">
      <summary className="cursor-pointer px-3 py-2 font-medium">{title}</summary>
      <pre className="max-h-72 overflow-auto border-t bg-well p-3 font-mono text-xs whitespace-pre-wrap">
        {JSON.stringify(schema, null, 2)}
      </pre>
    </details>
  );
}

function Hints({ hints: { readOnly, destructive, idempotent, openWorld } }: Pick<McpDefinition, "hints">) {
  const said = [
    readOnly === true && "only reads",
    readOnly === false && "changes something",
    destructive === true && "may destroy something",
    idempotent === true && "can be repeated",
    openWorld === true && "reaches the outside",
  ].filter((word) => word !== false);
  return (
    <p className="text-xs text-muted">
      {said.length > 0
        ? `The server says that it ${new Intl.ListFormat("en").format(said)}. That is a hint and decides nothing.`
        : "The server does not say what its calls do to the world."}
    </p>
  );
}

/** All that counts of a definition, as a text to compare. */
function textOf({ title, description, inputSchema, outputSchema, hints }: McpDefinition): string {
  const parts = [
    title ?? "",
    description,
    `What it takes: ${JSON.stringify(inputSchema, null, 2)}`,
    `What it gives: ${JSON.stringify(outputSchema, null, 2)}`,
    `Hints: ${JSON.stringify(hints, null, 2)}`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}
