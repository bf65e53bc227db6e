"use client";

import { useState } from "react";
import { approveRequest } from "#lib/actions/approve-request.ts";
import { refuseRequest } from "#lib/actions/refuse-request.ts";
import type { OutputRequest } from "#lib/domain/approval.ts";
import { Json } from "#lib/domain/json.ts";
import { useVerb } from "#components/run-view/use-verb.ts";
import { showToast } from "#components/ui/toast.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";

/** Let the output go on as it is, change it first, or refuse it with a reason. */
export function OutputDecision({
  approvalId,
  request: { output },
  refresh,
}: {
  approvalId: string;
  request: OutputRequest;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const [mode, setMode] = useState<"decide" | "edit" | "refuse">("decide");
  const [text, setText] = useState(() => JSON.stringify(output, null, 2));
  const [reason, setReason] = useState("");
  const edited = mode === "edit" ? parsed(text) : null;

  const accept = async () => {
    if (edited?.ok === false) return;
    const changed = edited === null ? {} : { output: edited.output };
    await verb.run(
      "accept",
      () => approveRequest({ approvalId, ...changed }),
      () => showToast("Accepted. The step goes on."),
    );
  };

  if (mode === "refuse") {
    return (
      <div className="flex flex-col gap-3">
        <Field label="Why not" hint="The step fails with these words, and a replan is told of them.">
          <Input value={reason} maxLength={2_000} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button
            variant="danger"
            busy={verb.busy === "refuse"}
            onClick={() => void verb.run("refuse", () => refuseRequest({ approvalId, reason }))}
          >
            Refuse
          </Button>
          <Button onClick={() => setMode("decide")}>Back</Button>
        </div>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      {mode === "edit" && (
        <Field
          label="The output to hand on instead"
          error={edited?.ok === false ? NO_JSON : null}
          hint="JSON. The checks are not made again: what you write goes on. A file that is named without content keeps what it held."
        >
          <Textarea
            rows={Math.min(18, text.split("\n").length + 1)}
            spellCheck={false}
            className="font-mono text-xs"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          busy={verb.busy === "accept"}
          disabled={edited?.ok === false}
          onClick={() => void accept()}
        >
          {mode === "edit" ? "Hand this on" : "Accept it as it is"}
        </Button>
        {output !== null && (
          <Button onClick={() => setMode(mode === "edit" ? "decide" : "edit")}>
            {mode === "edit" ? "Leave the output as it is" : "Change the output"}
          </Button>
        )}
        <Button onClick={() => setMode("refuse")}>Refuse</Button>
      </div>
    </div>
  );
}

const NO_JSON = "This is no JSON. Look for a missing quote, comma or bracket.";

function parsed(text: string): { ok: true; output: Json } | { ok: false } {
  try {
    return { ok: true, output: Json.parse(JSON.parse(text)) };
  } catch {
    return { ok: false };
  }
}
