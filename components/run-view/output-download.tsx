import { Download } from "lucide-react";
import { buttonClasses } from "#components/ui/button.tsx";

/** Saves a step's whole output as a JSON file. */
export function OutputDownload({ runId, stepId }: { runId: string; stepId: string }) {
  return (
    <a
      href={`/api/runs/${runId}/steps/${stepId}/output/download`}
      download={`${stepId}.json`}
      className={buttonClasses("secondary", "small")}
    >
      <Download aria-hidden="true" />
      Download JSON
    </a>
  );
}
