import Link from "next/link";
import type { RunView } from "#lib/domain/view.ts";
import { Banner } from "#components/ui/banner.tsx";

/** Says at which spend caps the run's steps wait, and what lets them go on. */
export function SpendBanner({ run }: { run: RunView }) {
  const messages = run.steps.flatMap(({ waitingFor, error }) =>
    waitingFor === "spend" && error ? [error.message] : [],
  );
  if (messages.length === 0) return null;
  return (
    <Banner tone="warning" title="Stopped: spend cap">
      {[...new Set(messages)].slice(0, 3).map((message) => (
        <p key={message} className="wrap-anywhere">
          {message}
        </p>
      ))}
      <p>
        The run goes on by itself when there is room again, or when the cap is raised: here, or by an owner in
        the{" "}
        <Link href="/settings/policy" className="text-accent underline">
          policy
        </Link>
        .
      </p>
    </Banner>
  );
}
