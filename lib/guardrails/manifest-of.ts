import type { Manifest, ManifestData } from "#lib/domain/manifest.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { Arguments } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/**
 * What a plan needs under a policy: exactly its tools as they are now, where those go, what of the workspace they read, and the policy's
 * caps for a run. Approving the plan approves this, and the run cannot exceed it.
 */
export function manifestOf(graph: PlanGraph, tools: readonly ToolSpec[], policy: Policy): Manifest {
  const known = new Map(tools.map((tool) => [tool.name, tool]));
  const used = new Set(
    graph.steps
      .flatMap((step) => [step, ...step.fallbacks])
      .flatMap(({ tool, args }) => [tool, ...lookedBy(known.get(tool), args)]),
  );
  const specs = tools.filter(({ name }) => used.has(name));
  const hosts = new Set<string>();
  const data = new Set<ManifestData>();
  let publicRead = false;
  for (const { reaches, reads } of specs) {
    for (const one of reads ?? []) data.add(one);
    if (reaches === undefined) continue;
    if (reaches.kind === "hosts") for (const host of reaches.hosts) hosts.add(host);
    else {
      // Where it goes is known only when it runs: within what the policy allows now.
      publicRead ||= policy.domains.publicRead;
      for (const host of policy.domains.hosts) hosts.add(host);
    }
  }
  return {
    tools: Object.fromEntries(specs.map(({ name, version }) => [name, version])),
    hosts: [...hosts].toSorted(),
    publicRead,
    data: [...data].toSorted(),
    spend: policy.caps.run,
  };
}

/** The tool that a use of this one looks by, where the plan names it. */
function lookedBy(tool: Pick<ToolSpec, "looksBy"> | undefined, args: Arguments): string[] {
  const named = tool?.looksBy === undefined ? undefined : args[tool.looksBy];
  return named?.kind === "literal" && typeof named.value === "string" ? [named.value] : [];
}
