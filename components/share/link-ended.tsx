import { Link2Off } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** What is left of a link that has ended. Who follows it may have no account here, so nothing of the app is offered. */
export function LinkEnded() {
  return (
    <div className="flex flex-1 items-center justify-center">
      <h1 className="sr-only">The link has ended</h1>
      <EmptyState icon={<Link2Off aria-hidden="true" />} title="This link shows nothing any more">
        It ran out, whoever made it ended it, or its address is not complete. Ask them for another one.
      </EmptyState>
    </div>
  );
}
