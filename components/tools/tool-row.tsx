"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { Policy } from "#lib/domain/policy.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { formatMicros, formatSeconds } from "#lib/domain/format-amounts.ts";
import { ToolIcon } from "#components/graph/tool-icon.tsx";
import { EFFECT_WORDS } from "#components/settings/mcp/words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { fieldsOf, permitOf, reachWords, rulesAbout, type ToolField, type ToolPermit } from "./tool-facts.ts";

/** What calls of a tool need, in words. */
export const PERMIT_WORDS: Record<ToolPermit, { short: string; says: string }> = {
  allow: { short: "Allowed", says: "Calls are made without asking." },
  ask: { short: "Asks first", says: "Each call waits until a person has approved it." },
  deny: { short: "Denied", says: "The policy does not let plans use it." },
  depends: { short: "Depends", says: "It depends on what a call is given." },
};

/** One tool: what it does and needs; opened, what it takes and gives, where it goes and what it costs. */
export function ToolRow({ tool, policy }: { tool: ToolSpec; policy: Policy }) {
  const permit = permitOf(policy, tool);
  const rules = rulesAbout(policy, tool);
  return (
    <li>
      <details className="group">
        <summary className="flex cursor-pointer list-none flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 hover:bg-hover/60 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden="true"
            className="size-4 shrink-0 text-muted transition-transform group-open:rotate-90"
          />
          <ToolIcon tool={tool.name} className="size-4 shrink-0 text-muted" />
          <span className="min-w-0 flex-1 basis-52">
            <span className="font-medium wrap-anywhere">{tool.title}</span>{" "}
            <code className="text-xs wrap-anywhere text-muted">{tool.name}</code>
          </span>
          {tool.unavailable !== null && <Badge tone="waiting">Not now</Badge>}
          <span className="text-xs text-muted max-sm:pl-14 sm:w-36">
            {tool.effects ? "By what it is given" : EFFECT_WORDS[tool.sideEffect].short}
          </span>
          <span className="text-xs sm:w-20">{PERMIT_WORDS[permit].short}</span>
        </summary>
        <div className="flex flex-col gap-4 px-3 pt-2 pb-4 sm:pl-10">
          <p className="max-w-prose wrap-anywhere">{tool.description}</p>
          <dl className="grid gap-x-4 sm:grid-cols-[9rem_1fr] sm:gap-y-2">
            {tool.unavailable !== null && <Fact label="Cannot be used now">{tool.unavailable}</Fact>}
            <Fact label="Permission">
              {PERMIT_WORDS[permit].says}{" "}
              {rules.length === 0
                ? "No rule is about it; what it does to the world decides."
                : `${rules.length === 1 ? "One rule is" : `${rules.length} rules are`} about it.`}
            </Fact>
            <Fact label="Side effect">
              {tool.effects ? (
                <ul>
                  {Object.entries(tool.effects.of).map(([value, effect]) => (
                    <li key={value}>
                      {tool.effects?.argument} {value}: {EFFECT_WORDS[effect].short.toLowerCase()}
                    </li>
                  ))}
                </ul>
              ) : (
                EFFECT_WORDS[tool.sideEffect].says
              )}
            </Fact>
            <Fact label="Where it goes">{reachWords(tool)}</Fact>
            <Fact label="Price of a call">
              {tool.costMicros === null ? "Unknown" : formatMicros(tool.costMicros)}
              {tool.asks && `, and what the ${tool.asks.role} model costs`}
            </Fact>
            <Fact label="Usually takes">
              {formatSeconds(tool.typicalSeconds)}; {formatSeconds(tool.timeoutSeconds)} at most unless a step
              says otherwise
            </Fact>
            <Fact label="Version">
              <code className="wrap-anywhere">{tool.version}</code>
            </Fact>
          </dl>
          <Fields name="It takes" of={fieldsOf(tool.inputSchema)} none="Nothing." needs />
          <Fields name="It gives" of={fieldsOf(tool.outputSchema)} none="Its description says what." />
        </div>
      </details>
    </li>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 wrap-anywhere max-sm:mb-2">{children}</dd>
    </div>
  );
}

/** The fields of what a tool takes or gives, as a table. */
function Fields({
  name,
  of,
  none,
  needs = false,
}: {
  name: string;
  of: readonly ToolField[];
  none: string;
  /** Says which of them must be there. */
  needs?: boolean;
}) {
  return (
    <section aria-label={name}>
      <h3 className="font-medium">{name}</h3>
      {of.length === 0 ? (
        <p className="text-muted">{none}</p>
      ) : (
        <ul className="mt-1 flex flex-col gap-1">
          {of.map((field) => (
            <li key={field.name} className="wrap-anywhere">
              <code>{field.name}</code>{" "}
              <span className="text-xs text-muted">
                {field.types}
                {needs && field.required && ", needed"}
              </span>
              {field.description !== null && <p className="max-w-prose text-muted">{field.description}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
