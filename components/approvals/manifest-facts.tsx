"use client";

import type { ReactNode } from "react";
import type { Manifest, ManifestData } from "#lib/domain/manifest.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { formatMicros, formatSeconds } from "#lib/domain/format-amounts.ts";

const DATA: Record<ManifestData, string> = {
  knowledge: "the workspace's documents",
  runs: "outputs of earlier runs",
};
const EFFECTS: Record<ToolSpec["sideEffect"], string> = {
  read: "only reads",
  idempotent: "may be repeated",
  once: "cannot be taken back",
};

/** Exactly what a run may use: tools with their versions, places, data and spend. */
export function ManifestFacts({
  manifest,
  tools,
}: {
  manifest: Manifest;
  /** All that there are, for titles and effects. */
  tools: readonly ToolSpec[];
}) {
  const { spend } = manifest;
  // The database keeps names in an order of its own.
  const used = Object.entries(manifest.tools)
    .map(([name, version]) => {
      const spec = tools.find((tool) => tool.name === name);
      return { name, version, spec, title: spec?.title ?? name };
    })
    .toSorted((a, b) => a.title.localeCompare(b.title, "en"));
  const caps = [
    spend.micros !== null && formatMicros(spend.micros),
    spend.tokens !== null && `${spend.tokens.toLocaleString("en")} tokens`,
    spend.calls !== null && `${spend.calls.toLocaleString("en")} calls`,
    spend.seconds !== null && formatSeconds(spend.seconds),
  ].filter((text) => text !== false);
  const places = [
    ...(manifest.publicRead ? ["public web pages, to read"] : []),
    ...manifest.hosts.map((host) => `${host}, to read and to write`),
  ];
  return (
    <dl className="grid gap-x-4 gap-y-3 sm:grid-cols-[7rem_1fr]">
      <Fact label="Tools">
        <ul className="flex flex-col gap-1">
          {used.map(({ name, version, spec, title }) => {
            return (
              <li key={name} className="wrap-anywhere">
                {title}{" "}
                <span className="text-xs text-muted">
                  <code>{name}</code> · version <code title={version}>{version.slice(0, 8)}</code>
                  {spec &&
                    ` · ${spec.effects ? "what it does depends on its arguments" : EFFECTS[spec.sideEffect]}`}
                </span>
              </li>
            );
          })}
          {used.length === 0 && <li className="text-muted">None.</li>}
        </ul>
      </Fact>
      <Fact label="Places">{places.length === 0 ? "Nothing outside." : <Lines of={places} />}</Fact>
      <Fact label="Data">
        {manifest.data.length === 0 ? (
          "Only what the plan itself brings along."
        ) : (
          <Lines of={manifest.data.map((one) => DATA[one])} />
        )}
      </Fact>
      <Fact label="Spend">
        {caps.length === 0 ? "No cap is set for a run." : `${caps.join(", ")} at most.`}
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

function Lines({ of }: { of: readonly string[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {of.map((text) => (
        <li key={text} className="wrap-anywhere">
          {text}
        </li>
      ))}
    </ul>
  );
}
