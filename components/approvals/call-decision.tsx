"use client";

import { useState } from "react";
import { approveRequest } from "#lib/actions/approve-request.ts";
import { refuseRequest } from "#lib/actions/refuse-request.ts";
import type { ApprovalView, CallRequest } from "#lib/domain/approval.ts";
import { JsonObject } from "#lib/domain/json.ts";
import { useVerb } from "#components/run-view/use-verb.ts";
import { showToast } from "#components/ui/toast.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";

/** Approve, change and then approve, allow for the run, or refuse with a reason. */
export function CallDecision({
  approval,
  request,
  refresh,
}: {
  approval: ApprovalView;
  request: CallRequest;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const [mode, setMode] = useState<"decide" | "edit" | "refuse">("decide");
  const [text, setText] = useState(() => JSON.stringify(approval.editedArgs ?? request.args, null, 2));
  const [reason, setReason] = useState("");
  const [forRun, setForRun] = useState(false);
  const edited = mode === "edit" ? parsed(text) : null;
  const problem = edited !== null && "problem" in edited ? edited.problem : null;
  const { id: approvalId } = approval;

  const approve = async () => {
    if (problem !== null) return;
    const args = edited !== null && "args" in edited ? edited.args : undefined;
    const allow = forRun ? Object.keys(args ?? request.args) : undefined;
    await verb.run(
      "approve",
      () => approveRequest({ approvalId, ...(args && { args }), ...(allow && { allow }) }),
      ({ decided }) =>
        showToast(decided ? "Approved. The step goes on." : "Your vote counts; others must approve too."),
    );
  };

  return (
    <div className="flex flex-col gap-3">
      {mode === "edit" && (
        <Field
          label="Arguments to approve instead"
          error={problem}
          hint="JSON. The rules of the workspace hold for them too."
        >
          <Textarea
            rows={Math.min(14, text.split("\n").length + 1)}
            spellCheck={false}
            className="font-mono text-xs"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      )}
      {mode === "refuse" && (
        <Field label="Why not" hint="The step fails with these words, and a replan is told of them.">
          <Input value={reason} maxLength={2_000} onChange={(event) => setReason(event.target.value)} />
        </Field>
      )}
      {mode !== "refuse" && (
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            className="mt-1"
            checked={forRun}
            onChange={(event) => setForRun(event.target.checked)}
          />
          <span>Also allow it for the rest of this run, whenever it has these very arguments</span>
        </label>
      )}
      <div className="flex flex-wrap gap-2">
        {mode === "refuse" ? (
          <>
            <Button
              variant="danger"
              busy={verb.busy === "refuse"}
              onClick={() => void verb.run("refuse", () => refuseRequest({ approvalId, reason }))}
            >
              Refuse
            </Button>
            <Button onClick={() => setMode("decide")}>Back</Button>
          </>
        ) : (
          <>
            <Button
              variant="primary"
              busy={verb.busy === "approve"}
              disabled={problem !== null}
              onClick={() => void approve()}
            >
              {mode === "edit" ? "Approve with these arguments" : "Approve"}
            </Button>
            <Button onClick={() => setMode(mode === "edit" ? "decide" : "edit")}>
              {mode === "edit" ? "Leave the arguments as they are" : "Change the arguments"}
            </Button>
            <Button onClick={() => setMode("refuse")}>Refuse</Button>
          </>
        )}
      </div>
    </div>
  );
}

function parsed(text: string): { args: JsonObject } | { problem: string } {
  try {
    const args = JsonObject.safeParse(JSON.parse(text));
    return args.success ? { args: args.data } : { problem: "This is no JSON object." };
  } catch {
    return { problem: "This is no JSON. Look for a missing quote, comma or bracket." };
  }
}
