"use client";

import { Download } from "lucide-react";
import { use } from "react";
import { buttonClasses } from "#components/ui/button.tsx";
import { RunAddress } from "./run-address.ts";

/** Saves a step's whole output as a JSON file; where a run is shared there is no such file. */
export function OutputDownload({ runId, stepId }: { runId: string; stepId: string }) {
  if (use(RunAddress) !== null) return null;
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
