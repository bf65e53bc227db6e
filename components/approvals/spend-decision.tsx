"use client";

import { useState, type FormEvent } from "react";
import { approveRequest } from "#lib/actions/approve-request.ts";
import { refuseRequest } from "#lib/actions/refuse-request.ts";
import type { ApprovalView, SpendRequest } from "#lib/domain/approval.ts";
import { RaiseTo, amountText, leastRaise, stopSentence, type SpendQuantity } from "#lib/domain/spend.ts";
import { useVerb } from "#components/shell/use-verb.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** How people enter an amount: how many of what it is counted in one of theirs is, and its name. */
const UNITS: Record<SpendQuantity, { of: number; word: string }> = {
  micros: { of: 1_000_000, word: "dollars" },
  tokens: { of: 1, word: "tokens" },
  calls: { of: 1, word: "calls" },
  millis: { of: 1_000, word: "seconds" },
};

/** At which cap a step waits, and the means to raise it or to let the model of unknown price be asked. */
export function SpendDecision({
  approval,
  request,
  refresh,
}: {
  approval: ApprovalView;
  request: SpendRequest;
  refresh: () => void;
}) {
  const { stop, what } = request;
  const { decide } = approval.rights;
  return (
    <>
      <p className="wrap-anywhere">{stopSentence(stop, what)}</p>
      {decide && stop.why === "cap" && <RaiseForm approval={approval} request={request} refresh={refresh} />}
      {decide && stop.why === "unknown_price" && (
        <>
          <p className="text-muted">
            If it is asked, it is counted at the price of a strong model of a large provider.
          </p>
          <Answers approvalId={approval.id} word="Ask it in this run" refresh={refresh} />
        </>
      )}
    </>
  );
}

function RaiseForm({
  approval,
  request: { stop },
  refresh,
}: {
  approval: ApprovalView;
  request: SpendRequest;
  refresh: () => void;
}) {
  const quantity = stop.why === "cap" ? stop.quantity : "micros";
  const above = stop.why === "cap" ? stop.above : null;
  const own = stop.why === "cap" && stop.scope === "step" ? "this step" : "this run";
  const whose = above === null ? own : `run ${above.number}`;
  const unit = UNITS[quantity];
  const least = leastRaise(stop) ?? 0;
  // Room for more than the one call, so that it does not stop at the next one again.
  const usual = stop.why === "cap" ? Math.max(least, stop.cap * 2) : least;
  const proposed = RaiseTo.safeParse(approval.editedArgs).data?.to ?? usual;
  const [text, setText] = useState(() => String(proposed / unit.of));
  const [tried, setTried] = useState(false);
  const entered = Number(text.replace(",", "."));
  const to = Math.round(entered * unit.of);
  const problem =
    text.trim() === "" || !Number.isFinite(entered)
      ? "This is not a number."
      : to < least
        ? `This is not enough for the call: it needs ${amountText(quantity, least)} at least.`
        : RaiseTo.safeParse({ to }).success
          ? null
          : "This is more than a cap can be.";
  return (
    <>
      <Field
        label={`Raise the cap of ${whose} to`}
        hint={`In ${unit.word}. It holds for ${above === null ? "this run" : "that run and its parts"} only; the policy stays as it is.`}
        error={tried ? problem : null}
      >
        <Input
          inputMode="decimal"
          className="max-w-48"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <Answers
        approvalId={approval.id}
        word="Raise the cap"
        args={{ to }}
        refuses={problem !== null}
        onTry={() => setTried(true)}
        refresh={refresh}
      />
    </>
  );
}

function Answers({
  approvalId,
  word,
  args,
  refuses = false,
  onTry,
  refresh,
}: {
  approvalId: string;
  word: string;
  args?: RaiseTo;
  /** What was entered cannot be sent. */
  refuses?: boolean;
  onTry?: () => void;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const raise = (event: FormEvent) => {
    event.preventDefault();
    onTry?.();
    if (refuses) return;
    void verb.run(
      "approve",
      () => approveRequest({ approvalId, ...(args && { args }) }),
      ({ decided }) => showToast(decided ? "The run goes on." : "Your vote counts; others must approve too."),
    );
  };
  return (
    <form onSubmit={raise} className="flex flex-wrap gap-2">
      <Button type="submit" variant="primary" busy={verb.busy === "approve"}>
        {word}
      </Button>
      <Button
        busy={verb.busy === "refuse"}
        onClick={() =>
          void verb.run("refuse", () => refuseRequest({ approvalId, reason: "No more is to be spent." }))
        }
      >
        Refuse
      </Button>
    </form>
  );
}
