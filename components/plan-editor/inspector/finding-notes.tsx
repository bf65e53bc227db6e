import { CircleAlert, TriangleAlert } from "lucide-react";
import type { Finding } from "#lib/domain/finding.ts";

/** What the checks found about a field, below it. */
export function FindingNotes({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5 text-xs">
      {findings.map((finding, index) => (
        <li
          key={`${finding.rule}-${index}`}
          className="flex gap-1.5 [&_svg]:mt-0.5 [&_svg]:size-3 [&_svg]:shrink-0"
        >
          {finding.severity === "error" ? (
            <CircleAlert role="img" aria-label="Problem" className="text-status-failed" />
          ) : (
            <TriangleAlert role="img" aria-label="Warning" className="text-status-waiting" />
          )}
          <span>
            {finding.message} {finding.fix && <span className="text-muted">{finding.fix}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
