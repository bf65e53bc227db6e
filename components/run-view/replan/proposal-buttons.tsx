import { Button } from "#components/ui/button.tsx";
import type { ReplanView } from "#lib/domain/replan.ts";

/** Rejects a proposed replan, or accepts all of it or a part. */
export function ProposalButtons({
  replan: { changes, choice },
  chosen,
  busy,
  onReject,
  onAccept,
}: {
  replan: ReplanView;
  /** Places of the changes that are picked. */
  chosen: readonly number[];
  /** Which of them is under way. */
  busy: string | null;
  onReject: () => void;
  /** `places`: null for all. */
  onAccept: (name: "part" | "accept", places: readonly number[] | null) => void;
}) {
  const part = chosen.length > 0 && chosen.length < changes.length;
  return (
    <div className="flex flex-wrap gap-2">
      <Button busy={busy === "reject"} onClick={onReject}>
        Reject
      </Button>
      {changes.length > 1 && (
        <Button
          variant={part ? "primary" : "secondary"}
          disabled={!part}
          busy={busy === "part"}
          onClick={() => onAccept("part", chosen)}
        >
          Accept chosen{part && ` (${chosen.length})`}
        </Button>
      )}
      <Button
        variant={part ? "secondary" : "primary"}
        busy={busy === "accept"}
        onClick={() => onAccept("accept", null)}
      >
        {changes.length === 0 ? ACTIONS[choice ?? "retry"] : changes.length === 1 ? "Accept" : "Accept all"}
      </Button>
    </div>
  );
}

/** What the button does when nothing of the plan changes. */
const ACTIONS: Record<NonNullable<ReplanView["choice"]>, string> = {
  retry: "Do it again",
  fall_back: "Use the fallback",
  replan: "Accept",
  ask: "Accept",
  give_up: "Accept",
};
