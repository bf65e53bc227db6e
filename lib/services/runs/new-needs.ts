import { z } from "zod";
import { DomainError } from "#lib/domain/errors.ts";
import { Manifest, widenings } from "#lib/domain/manifest.ts";
import { NEEDS_MORE } from "#lib/domain/new-needs.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";

/** What a person has seen that a change needs beyond what the run was approved for, as a refusal named it. */
export const Accepts = z.array(z.string().max(400)).max(500).default([]);

/**
 * How a manifest goes beyond what a run was approved for, each in words ("uses Send a message"); none: it does not. A tool that was
 * approved stays the one that it was.
 * @param spend whether a higher cap counts: nobody needs to approve anew what the policy alone allows
 */
export async function newNeeds(
  { tx, workspaceId, runId }: OpenRun,
  wanted: Manifest,
  tools: readonly ToolSpec[],
  { spend }: { spend: boolean },
): Promise<string[]> {
  const where = { workspaceId_id: { workspaceId, id: runId } };
  const row = await tx.run.findUniqueOrThrow({ where, select: { manifest: true } });
  const approved = Manifest.nullable().parse(row.manifest);
  if (approved === null) return [];
  const pinned = {
    ...wanted,
    tools: { ...wanted.tools, ...approved.tools },
    spend: spend ? wanted.spend : approved.spend,
  };
  const titles = new Map(tools.map(({ name, title }) => [name, title]));
  return widenings(approved, pinned, titles).map(({ what }) => what);
}

/** The refusal of a change that needs more than anybody has seen: it names everything that is new. */
export function needsMore(needs: readonly string[]): DomainError {
  return new DomainError("conflict", "With this the run needs more than it was approved for.", {
    issues: needs.map((message) => ({ path: [NEEDS_MORE], message })),
  });
}
