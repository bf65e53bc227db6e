"use client";

import { useState, type FormEvent } from "react";
import { refuseRequest } from "#lib/actions/refuse-request.ts";
import { useVerb } from "#components/shell/use-verb.ts";
import { issueFor } from "#components/shell/issue-messages.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Textarea } from "#components/ui/input.tsx";

/** Says why not; the planner may be asked for another way. */
export function Refusal({
  approvalId,
  mayReplan = true,
  word = "Refuse",
  hint,
  refresh,
  onBack,
}: {
  approvalId: string;
  /** Whether there is something of which another way could be found. */
  mayReplan?: boolean;
  /** The verb on the button. */
  word?: string;
  /** What refusing does. */
  hint: string;
  refresh: () => void;
  onBack: () => void;
}) {
  const verb = useVerb(refresh);
  const [reason, setReason] = useState("");
  const [replan, setReplan] = useState(mayReplan);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    void verb.run(
      "refuse",
      () => refuseRequest({ approvalId, reason, replan }),
      undefined,
      (failure) => {
        const issue = issueFor(failure, "reason");
        setProblem(issue);
        return issue !== null;
      },
    );
  };

  return (
    <form onSubmit={submit} noValidate className="flex max-w-160 flex-col gap-3">
      <Field label="Why not" hint={hint} required={replan} error={problem}>
        <Textarea
          rows={3}
          value={reason}
          maxLength={2_000}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      {mayReplan && (
        <Checkbox
          label="Ask the planner for another way, for this reason"
          checked={replan}
          onChange={(event) => setReplan(event.target.checked)}
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="danger" busy={verb.busy === "refuse"}>
          {word}
        </Button>
        <Button onClick={onBack}>Back</Button>
      </div>
    </form>
  );
}
