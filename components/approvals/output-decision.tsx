"use client";

import { useState } from "react";
import { approveRequest } from "#lib/actions/approve-request.ts";
import type { ApprovalView, OutputRequest } from "#lib/domain/approval.ts";
import { Json } from "#lib/domain/json.ts";
import { useVerb } from "#components/shell/use-verb.ts";
import { showToast } from "#components/ui/toast.tsx";
import { Button } from "#components/ui/button.tsx";
import { OutputField } from "#components/run-view/output-field.tsx";
import { issueFor } from "#components/shell/issue-messages.ts";
import { DecisionButtons } from "./decision-buttons.tsx";
import { Refusal } from "./refusal.tsx";
import { writtenInstead } from "./written-instead.ts";

/** Let the output go on as it is, change it first, or refuse it with a reason. */
export function OutputDecision({
  approval: { id: approvalId, editedArgs },
  request,
  refresh,
}: {
  approval: ApprovalView;
  request: OutputRequest;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const written = writtenInstead(editedArgs);
  // What is too large to be shown is too large to be changed here as well.
  const output = written === undefined ? request.output : written;
  const [mode, setMode] = useState<"decide" | "edit" | "refuse">("decide");
  const [text, setText] = useState(() => JSON.stringify(output, null, 2));
  const [refused, setRefused] = useState<string | null>(null);
  const edited = mode === "edit" ? parsed(text) : null;

  const accept = async () => {
    if (edited?.ok === false) return;
    setRefused(null);
    const changed = edited === null ? {} : { output: edited.output };
    await verb.run(
      "accept",
      () => approveRequest({ approvalId, ...changed }),
      ({ decided }) =>
        showToast(decided ? "Accepted. The step goes on." : "Your vote counts; others must approve too."),
      (failure) => {
        const issue = edited === null ? null : issueFor(failure, "output");
        setRefused(issue);
        return issue !== null;
      },
    );
  };

  if (mode === "refuse") {
    return (
      <Refusal
        approvalId={approvalId}
        hint="The step fails with these words."
        refresh={refresh}
        onBack={() => setMode("decide")}
      />
    );
  }
  return (
    // Its parts stand in the card itself, at whose lower end the buttons stay.
    <>
      {mode === "edit" && (
        <OutputField
          label="The output to hand on instead"
          problem={edited?.ok === false ? NO_JSON : refused}
          hint="JSON. It must pass the checks that the step's own output had to. A file that is named without content keeps what it held."
          rows={Math.min(18, text.split("\n").length + 1)}
          text={text}
          onChange={(changed) => {
            setText(changed);
            setRefused(null);
          }}
        />
      )}
      <DecisionButtons>
        <Button
          variant="primary"
          busy={verb.busy === "accept"}
          disabled={edited?.ok === false}
          onClick={() => void accept()}
        >
          {mode === "edit"
            ? "Hand this on"
            : written === undefined
              ? "Accept it as it is"
              : "Accept what was written"}
        </Button>
        {output !== null && (
          <Button onClick={() => setMode(mode === "edit" ? "decide" : "edit")}>
            {mode === "edit" ? "Leave the output as it is" : "Change the output"}
          </Button>
        )}
        <Button onClick={() => setMode("refuse")}>Refuse…</Button>
      </DecisionButtons>
    </>
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
