"use client";

import { Braces } from "lucide-react";
import { useState } from "react";
import type { Json } from "#lib/domain/json.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Markdown } from "./markdown.tsx";
import { RawJson, ValueView } from "./value-view.tsx";

type Fields = { [key: string]: Json };

function fieldsOf(output: Json): Fields {
  return typeof output === "object" && output !== null && !Array.isArray(output) ? output : {};
}

/** A step's output: its text rendered, the rest as tables and fields, or all of it as stored. */
export function OutputView({ output }: { output: Json }) {
  const [raw, setRaw] = useState(false);
  // Files have a list of their own, with downloads.
  const { markdown, text, assembled, files: _files, ...rest } = fieldsOf(output);
  const prose = typeof markdown === "string" ? markdown : typeof text === "string" ? text : null;
  const currency = typeof rest["currency"] === "string" ? rest["currency"] : "USD";
  const isObject = Object.keys(fieldsOf(output)).length > 0;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        {assembled === true ? (
          <Badge className="h-auto! min-h-5 shrink! whitespace-normal!">
            Assembled from earlier outputs and sources, not written by a model
          </Badge>
        ) : (
          <span />
        )}
        <Button size="small" icon={<Braces />} aria-pressed={raw} onClick={() => setRaw(!raw)}>
          {raw ? "Show as a page" : "Show as JSON"}
        </Button>
      </div>
      {raw && <RawJson value={output} />}
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
