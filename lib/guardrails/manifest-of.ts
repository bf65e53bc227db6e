import { lookedBy } from "#lib/domain/looked-by.ts";
import type { Manifest, ManifestData, ManifestService } from "#lib/domain/manifest.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { Arguments } from "#lib/domain/step.ts";
import type { Reach, ToolSpec } from "#lib/domain/tool.ts";
import { literalArguments } from "./literal-arguments.ts";
import { mayReach, patternOf, placesOf, writesTo } from "./reach.ts";

/**
 * What a plan needs under a policy: exactly its tools as they are now, where those go, what of the workspace they read, and the policy's
 * caps for a run. Approving the plan approves this, and the run cannot exceed it.
 */
export function manifestOf(graph: PlanGraph, tools: readonly ToolSpec[], policy: Policy): Manifest {
  const specs = new Map(tools.map((tool) => [tool.name, tool]));
  const uses = graph.steps
    .flatMap((step) => [{ tool: step.tool, args: step.args }, ...step.fallbacks])
    .flatMap((use) => {
      const looked = lookedBy(specs.get(use.tool), use.args);
      // With which arguments may be known only when it runs; then it needs what it may come to need.
      return looked === null || looked.tool === null
        ? [use]
        : [use, { tool: looked.tool, args: looked.args ?? {} }];
    });
  const used = new Map<string, string>();
  const hosts = new Set<string>();
  const services = new Set<ManifestService>();
  const data = new Set<ManifestData>();
  let publicRead = false;
  for (const { tool: name, args } of uses) {
    const spec = specs.get(name);
    if (!spec) continue;
    used.set(name, spec.version);
    for (const one of spec.reads ?? []) data.add(one);
    if (spec.reaches?.kind === "service") services.add(spec.reaches.service);
    else if (spec.reaches) {
      const needed = whereTo(spec.reaches, args, policy);
      publicRead ||= needed.publicRead;
      for (const host of needed.hosts) hosts.add(host);
    }
  }
  return {
    tools: Object.fromEntries(
      tools.flatMap(({ name, version }) => (used.has(name) ? [[name, version]] : [])),
    ),
    hosts: [...hosts].toSorted(),
    publicRead,
    services: [...services].toSorted(),
    data: [...data].toSorted(),
    spend: policy.caps.run,
  };
}

/** Which hosts one use of a tool needs, and whether it needs the public web to read. */
function whereTo(
  reach: Exclude<Reach, { kind: "service" }>,
  args: Arguments,
  { domains }: Policy,
): { hosts: readonly string[]; publicRead: boolean } {
  if (reach.kind === "hosts") return { hosts: reach.hosts, publicRead: false };
  const writes = writesTo(reach, args) === true;
  // What it writes is not sent on anywhere else, so that an address which is known is all that it needs.
  if (writes && reach.kind === "arguments" && reach.names.every((name) => args[name]?.kind === "literal")) {
    const places = placesOf(reach, literalArguments(args)) ?? [];
    return {
      hosts: places.filter((place) => mayReach(domains, place, true)).map(patternOf),
      publicRead: false,
    };
  }
  // Where it goes, or is sent on to, is known only when it runs: within what the policy allows now.
  return { hosts: domains.hosts, publicRead: domains.publicRead && !writes };
}
