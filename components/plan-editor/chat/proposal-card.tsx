"use client";

import { Check, Eye, Minus } from "lucide-react";
import { ChangeRows } from "#components/run-view/replan/change-rows.tsx";
import { ForThose } from "#components/shell/reader.tsx";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import type { PlannerMessage } from "#lib/domain/chat.ts";
import { withNeeded, withoutNeeding } from "#lib/domain/needed-changes.ts";
import { chooseChanges } from "#lib/domain/choose-changes.ts";
import { useEditor } from "../editor-context.ts";
import type { Chat } from "./use-chat.ts";
import { useDecision } from "./use-decision.ts";

/** The changes of a proposal that waits: a person picks among them, and decides. */
export function OpenProposal({
  message,
  chat,
  afterwards,
}: {
  message: PlannerMessage;
  chat: Chat;
  /** Runs when a person has decided about it, or could not. */
  afterwards: () => void;
}) {
  const { editable, store } = useEditor();
  const decision = useDecision(message, afterwards);
  const chosen = chat.chosenOf(message);
  const shown = chat.shown?.id === message.id;
  const { changes } = message;
  const part = chosen.length > 0 && chosen.length < changes.length;

  function toggle(at: number, on: boolean) {
    chat.show(message.id);
    const wanted = on ? withNeeded(changes, [...chosen, at]) : withoutNeeding(changes, chosen, at);
    // What the server would take along is ticked at once.
    const choice = chooseChanges(store.getState().graph, changes, wanted);
    chat.choose(message.id, choice.ok ? choice.chosen : wanted);
  }

  return (
    <div className="flex flex-col gap-2">
      <ChangeRows
        label="Proposed changes"
        changes={changes}
        chosen={chosen}
        disabled={!editable}
        onToggle={toggle}
      />
      {shown && chat.preview === null && (
        <p className="text-xs text-status-waiting">
          The plan has changed since, so this cannot be drawn. Accepting merges both, or says why it cannot.
        </p>
      )}
      {decision.error && (
        <p role="alert" className="text-xs font-medium text-danger">
          {decision.error}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <ForThose who="edit">
          <Button
            size="small"
            variant={part ? "secondary" : "primary"}
            busy={decision.busy === "all"}
            disabled={!editable}
            onClick={() => decision.decide("all", null)}
          >
            Accept all
          </Button>
          <Button
            size="small"
            variant={part ? "primary" : "secondary"}
            busy={decision.busy === "chosen"}
            disabled={!editable || !part}
            onClick={() => decision.decide("chosen", chosen)}
          >
            Accept chosen{part && ` (${chosen.length})`}
          </Button>
          <Button
            size="small"
            busy={decision.busy === "reject"}
            disabled={!editable}
            onClick={() => decision.decide("reject", null)}
          >
            Reject
          </Button>
        </ForThose>
        {!shown && (
          <Button size="small" variant="ghost" icon={<Eye />} onClick={() => chat.show(message.id)}>
            Show on the canvas
          </Button>
        )}
      </div>
    </div>
  );
}

/** The changes of a proposal that was decided about: which of them are in the plan. */
export function DecidedProposal({ message }: { message: PlannerMessage }) {
  return (
    <ul className="flex flex-col gap-1.5 text-muted">
      {message.changes.map((change, at) => {
        const taken = message.status === "accepted" && message.accepted.includes(at);
        return (
          <li key={at} className="flex items-start gap-2">
            <span className={classes("mt-0.5 [&_svg]:size-4", taken && "text-status-succeeded")}>
              {taken ? (
                <Check role="img" aria-label="Accepted" />
              ) : (
                <Minus role="img" aria-label="Left out" />
              )}
            </span>
            <span
              className={classes("min-w-0 [overflow-wrap:anywhere]", taken ? "text-text" : "line-through")}
            >
              {change.words}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
