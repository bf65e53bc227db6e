"use client";

import { useState } from "react";
import { approveRequest } from "#lib/actions/approve-request.ts";
import type { ApprovalView, CallRequest } from "#lib/domain/approval.ts";
import type { ArgumentFault } from "#lib/domain/argument-faults.ts";
import type { Failure } from "#lib/domain/errors.ts";
import { useVerb } from "#components/shell/use-verb.ts";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { AllowForRun, readAllow, type AllowDrafts } from "./allow-for-run.tsx";
import { DecisionButtons } from "./decision-buttons.tsx";
import { EditArguments, readArguments, startTexts, type ArgumentTexts } from "./edit-arguments.tsx";
import { Refusal } from "./refusal.tsx";
import { useAllTools } from "./use-approvals.ts";

type Faults = { args: ArgumentFault[]; allow: ArgumentFault[] };
const NO_FAULTS: Faults = { args: [], allow: [] };

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
  // Until the tool is known, and when it is gone, its arguments are edited as JSON.
  const schema = useAllTools().find(({ name }) => name === request.tool)?.inputSchema ?? {};
  const [refusing, setRefusing] = useState(false);
  const [texts, setTexts] = useState<ArgumentTexts | null>(null);
  const [drafts, setDrafts] = useState<AllowDrafts>(null);
  const [faults, setFaults] = useState(NO_FAULTS);
  const { id: approvalId } = approval;
  const shown = approval.editedArgs ?? request.args;
  const entered = texts === null ? null : readArguments(texts, shown, schema);

  const approve = async () => {
    const args = entered?.args ?? shown;
    const allow = drafts === null ? null : readAllow(drafts, args);
    const found = { args: entered?.faults ?? [], allow: allow?.faults ?? [] };
    setFaults(found);
    if (found.args.length + found.allow.length > 0) return;
    await verb.run(
      "approve",
      () => approveRequest({ approvalId, ...(entered && { args }), ...(allow && { allow: allow.allow }) }),
      ({ decided }) =>
        showToast(decided ? "Approved. The step goes on." : "Your vote counts; others must approve too."),
      (failure) => {
        const told = faultsOf(failure);
        setFaults(told);
        return told.args.length + told.allow.length > 0;
      },
    );
  };

  if (refusing) {
    return (
      <Refusal
        approvalId={approvalId}
        hint="The step fails with these words."
        refresh={refresh}
        onBack={() => setRefusing(false)}
      />
    );
  }
  return (
    // Its parts stand in the card itself, at whose lower end the buttons stay.
    <>
      {texts !== null && (
        <EditArguments args={shown} schema={schema} texts={texts} faults={faults.args} onChange={setTexts} />
      )}
      <AllowForRun
        toolTitle={request.toolTitle}
        args={entered?.args ?? shown}
        drafts={drafts}
        faults={faults.allow}
        onChange={setDrafts}
      />
      <DecisionButtons>
        <Button variant="primary" busy={verb.busy === "approve"} onClick={() => void approve()}>
          {texts === null ? "Approve" : "Approve with these arguments"}
        </Button>
        <Button
          onClick={() => {
            setFaults(NO_FAULTS);
            setTexts(texts === null ? startTexts(shown, schema) : null);
          }}
        >
          {texts === null ? "Change the arguments" : "Leave the arguments as they are"}
        </Button>
        <Button onClick={() => setRefusing(true)}>Refuse…</Button>
      </DecisionButtons>
    </>
  );
}

/** What the server found wrong, by argument. */
function faultsOf({ issues }: Failure): Faults {
  const at = (part: string) =>
    issues.flatMap(({ path: [place, name, ...rest], message }) =>
      place === part && name !== undefined
        ? [{ name: String(name), message: rest.length > 0 ? `${rest.join(".")}: ${message}` : message }]
        : [],
    );
  return { args: at("args"), allow: at("allow") };
}
