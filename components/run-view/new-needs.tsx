import { ShieldAlert } from "lucide-react";
import { Button } from "#components/ui/button.tsx";

/** Everything that a change of a run needs and the run was not approved for, to be allowed before anything happens. */
export function NewNeeds({
  needs,
  allowLabel,
  busy,
  onAllow,
  onCancel,
}: {
  needs: readonly string[];
  /** The verb on the main button: "Allow and accept". */
  allowLabel: string;
  busy: boolean;
  onAllow: () => void;
  onCancel: () => void;
}) {
  if (needs.length === 0) return null;
  return (
    <div role="alert" className="border-t px-3 py-2.5">
      <h3 className="flex items-center gap-1.5 font-semibold">
        <ShieldAlert aria-hidden className="size-4 shrink-0 text-status-waiting" />
        This is new for the run
      </h3>
      <p className="mt-1 text-muted">
        The run was not approved for it. Nothing changes until you allow it: with this change the run
      </p>
      <ul className="mt-1 list-disc space-y-1 pl-5 wrap-anywhere">
        {needs.map((need) => (
          <li key={need}>{need}</li>
        ))}
      </ul>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button onClick={onCancel}>Do not allow</Button>
        <Button variant="primary" busy={busy} onClick={onAllow}>
          {allowLabel}
        </Button>
      </div>
    </div>
  );
}
