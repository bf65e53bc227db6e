import { TriangleAlert } from "lucide-react";
import type { CallRequest } from "#lib/domain/approval.ts";
import type { JsonObject } from "#lib/domain/json.ts";

const EFFECTS: Record<CallRequest["sideEffect"], string> = {
  read: "It only reads.",
  idempotent: "Done twice it has the same effect as once.",
  once: "It cannot be taken back by itself, and is never repeated unasked.",
};

/** The literal arguments of a call, where they came from, and what the checks found. */
export function CallFacts({ request, edited }: { request: CallRequest; edited: JsonObject | null }) {
  const args = edited ?? request.args;
  const places = new Map(
    request.marked.map(({ name, sources }) => [name, sources.map(({ place }) => place).join(", ")]),
  );
  const findings = request.findings.filter(({ rule }) => rule !== "tool_asks" && rule !== "from_outside");
  return (
    <>
      <p className="text-muted">{EFFECTS[request.sideEffect]}</p>
      {edited && <p className="font-medium">With arguments that a reviewer changed:</p>}
      <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-[minmax(7rem,auto)_1fr]">
        {Object.entries(args).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="font-mono text-xs leading-5 text-muted">{name}</dt>
            <dd className="min-w-0">
              {places.has(name) && !edited && (
                <p className="mb-1 flex items-start gap-1.5 text-status-waiting">
                  <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
                  <span className="wrap-anywhere">
                    This came from outside: {places.get(name)}. Look whether it is right.
                  </span>
                </p>
              )}
              <Value name={name} text={typeof value === "string" ? value : JSON.stringify(value, null, 2)} />
            </dd>
          </div>
        ))}
        {Object.keys(args).length === 0 && <p className="text-muted">It takes no arguments.</p>}
      </dl>
      {findings.length > 0 && (
        <ul aria-label="What the checks found" className="list-disc space-y-1 pl-5">
          {findings.map((finding) => (
            <li key={`${finding.rule} ${finding.field ?? ""}`}>{finding.message}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Characters that fit into a value's frame on the narrowest screen. */
const FITS = 400;
const FITS_LINES = 12;

function Value({ name, text }: { name: string; text: string }) {
  const scrolls = text.length > FITS || text.split("\n").length > FITS_LINES;
  return (
    <pre
      // What scrolls must do so by keyboard too; what is seen whole is no stop on the way.
      {...(scrolls && { tabIndex: 0, role: "group", "aria-label": name })}
      className="max-h-60 overflow-auto rounded-md bg-well px-2 py-1 font-mono text-xs whitespace-pre-wrap wrap-anywhere"
    >
      {text}
    </pre>
  );
}
