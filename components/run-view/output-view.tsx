"use client";

import { Braces } from "lucide-react";
import { useState } from "react";
import type { Json } from "#lib/domain/json.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { Markdown } from "./markdown.tsx";
import { OutputDownload } from "./output-download.tsx";
import { JsonTree } from "./tree/json-tree.tsx";
import { copyText } from "./tree/tree-rows.ts";
import { ValueView } from "./value-view.tsx";

type Fields = { [key: string]: Json };

function fieldsOf(output: Json): Fields {
  return typeof output === "object" && output !== null && !Array.isArray(output) ? output : {};
}

/** A step's output: its text rendered, the rest as tables and fields, or all of it as a tree; to copy and to download. */
export function OutputView({ runId, stepId, output }: { runId: string; stepId: string; output: Json }) {
  const [raw, setRaw] = useState(false);
  // Files have a list of their own, with downloads.
  const { markdown, text, assembled, files: _files, ...rest } = fieldsOf(output);
  const prose = typeof markdown === "string" ? markdown : typeof text === "string" ? text : null;
  const currency = typeof rest["currency"] === "string" ? rest["currency"] : "USD";
  const isObject = Object.keys(fieldsOf(output)).length > 0;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        {assembled === true ? (
          <Badge className="h-auto! min-h-5 shrink! whitespace-normal!">
            Assembled from earlier outputs and sources, not written by a model
          </Badge>
        ) : (
          <span />
        )}
        <div className="flex flex-wrap gap-2">
          <Button size="small" icon={<Braces />} aria-pressed={raw} onClick={() => setRaw(!raw)}>
            {raw ? "Show as a page" : "Show as JSON"}
          </Button>
          <CopyButton label="Copy" text={() => (raw || prose === null ? copyText(output) : prose)} />
          <OutputDownload runId={runId} stepId={stepId} />
        </div>
      </div>
      {raw && <JsonTree value={output} label="Output as JSON" />}
      {!raw && prose !== null && <Markdown text={prose} />}
      {!raw && prose === null && <ValueView value={isObject ? rest : output} currency={currency} />}
      {!raw && prose !== null && Object.keys(rest).length > 0 && (
        <details>
          <summary className="text-muted">What it is made of</summary>
          <div className="mt-2">
            <ValueView value={rest} currency={currency} />
          </div>
        </details>
      )}
    </div>
  );
}
