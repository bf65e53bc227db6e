import { Download } from "lucide-react";
import type { OutputFile } from "#lib/domain/run.ts";
import { bytesText } from "#components/shell/bytes-text.ts";
import { buttonClasses } from "#components/ui/button.tsx";

/** The files a step made, to download. */
export function FileList({
  runId,
  stepId,
  files,
}: {
  runId: string;
  stepId: string;
  files: readonly OutputFile[];
}) {
  if (files.length === 0) return null;
  return (
    <ul aria-label="Files" className="flex flex-wrap gap-2">
      {files.map((file) => (
        <li key={file.name}>
          <a
            href={`/api/runs/${runId}/steps/${stepId}/files/${encodeURIComponent(file.name)}`}
            download={file.name}
            className={buttonClasses("secondary", "small")}
          >
            <Download aria-hidden="true" />
            {file.name}
            <span className="font-normal text-muted">{bytesText(file.bytes)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
