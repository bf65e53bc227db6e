"use client";

import { useState, type FormEvent } from "react";
import { delegateRequest } from "#lib/actions/delegate-request.ts";
import type { ApprovalView } from "#lib/domain/approval.ts";
import { useVerb } from "#components/shell/use-verb.ts";
import { failureOf } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { useDeciders } from "./use-approvals.ts";

/** Hands a request to one member, who alone then decides, or takes it back. */
export function HandOver({ approval, refresh }: { approval: ApprovalView; refresh: () => void }) {
  const verb = useVerb(refresh);
  const [choosing, setChoosing] = useState(false);
  const { id: approvalId, delegatedTo, rights, terms } = approval;
  if (!rights.handOn || (terms.votes > 1 && delegatedTo === null)) return null;

  if (delegatedTo !== null) {
    return (
      <Button
        size="small"
        className="self-start"
        busy={verb.busy === "back"}
        onClick={() => void verb.run("back", () => delegateRequest({ approvalId, to: null }))}
      >
        {rights.toYou ? "Give it back" : "Take it back"}
      </Button>
    );
  }
  if (!choosing) {
    return (
      <Button size="small" variant="ghost" className="-ml-2 self-start" onClick={() => setChoosing(true)}>
        Hand to somebody else…
      </Button>
    );
  }
  return (
    <Choice
      approvalId={approvalId}
      busy={verb.busy === "hand"}
      onHand={(to, name) =>
        verb.run(
          "hand",
          () => delegateRequest({ approvalId, to }),
          () => {
            setChoosing(false);
            showToast(`Handed to ${name}, who alone decides now.`);
          },
        )
      }
      onBack={() => setChoosing(false)}
    />
  );
}

function Choice({
  approvalId,
  busy,
  onHand,
  onBack,
}: {
  approvalId: string;
  busy: boolean;
  onHand: (userId: string, name: string) => Promise<boolean>;
  onBack: () => void;
}) {
  const deciders = useDeciders(approvalId, true);
  const [userId, setUserId] = useState("");
  const [tried, setTried] = useState(false);
  const members = deciders.data ?? [];
  const chosen = members.find((member) => member.userId === userId);
  const failed = deciders.isError ? failureOf(deciders.error).message : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (chosen) void onHand(chosen.userId, chosen.name);
  };

  return (
    <form onSubmit={submit} noValidate className="flex max-w-100 flex-col gap-2">
      <Field
        label="Who should decide"
        hint="Only this member can decide then, until it is taken back."
        error={failed ?? (tried && !chosen ? "Choose a member." : null)}
      >
        <Select
          value={userId}
          disabled={deciders.isPending}
          onChange={(event) => setUserId(event.target.value)}
        >
          <option value="">{deciders.isPending ? "Loading members" : "Choose a member"}</option>
          {members.map(({ userId: id, name, role }) => (
            <option key={id} value={id}>
              {name} ({role})
            </option>
          ))}
        </Select>
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={busy}>
          Hand over
        </Button>
        <Button variant="ghost" onClick={onBack}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
