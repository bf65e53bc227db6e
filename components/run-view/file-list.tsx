import { Download } from "lucide-react";
import type { OutputFile } from "#lib/domain/run.ts";
import { bytesText } from "#components/shell/bytes-text.ts";
import { buttonClasses } from "#components/ui/button.tsx";
import { useRunAddress } from "./run-address.ts";

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
  const run = useRunAddress(runId);
  if (files.length === 0) return null;
  const address = (name: string) => `${run}/steps/${stepId}/files/${encodeURIComponent(name)}`;
  const pictures = files.filter(({ mediaType }) => mediaType === "image/svg+xml");
  return (
    <div className="flex flex-col gap-3">
      {pictures.map(({ name }) => (
        // As a picture's source an SVG can run and load nothing. Its axes are dark, so it stands on white in both themes.
        // eslint-disable-next-line next/no-img-element -- there is nothing to optimise in a drawing
        <img
          key={name}
          src={address(name)}
          alt={`Chart ${name}`}
          className="max-w-full self-start rounded-md border border-line bg-white p-2"
        />
      ))}
      <ul aria-label="Files" className="flex flex-wrap gap-2">
        {files.map((file) => (
          <li key={file.name}>
            <a href={address(file.name)} download={file.name} className={buttonClasses("secondary", "small")}>
              <Download aria-hidden="true" />
              {file.name}
              <span className="font-normal text-muted">{bytesText(file.bytes)}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
