import { Lock } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** What a member who is no owner finds where only owners may look. */
export function OwnersOnly() {
  return (
    <EmptyState icon={<Lock />} title="Only owners see and change these settings">
      Ask an owner of this workspace.
    </EmptyState>
  );
}
