import { Author } from "#lib/domain/plan.ts";
import type { ShareLink } from "#lib/db/generated/client.ts";
import type { ShareLinkView } from "#lib/domain/share.ts";

/** A link as members see it, from its row. */
export function linkView(link: ShareLink, runNumber: number | null): ShareLinkView {
  return {
    id: link.id,
    versionNumber: link.versionNumber,
    runNumber,
    showCosts: link.showCosts,
    createdBy: Author.parse(link.createdBy).name,
    createdAt: link.createdAt.toISOString(),
    expiresAt: link.expiresAt.toISOString(),
    revokedBy: link.revokedBy === null ? null : Author.parse(link.revokedBy).name,
    revokedAt: link.revokedAt?.toISOString() ?? null,
    opens: link.opens,
    lastOpenedAt: link.lastOpenedAt?.toISOString() ?? null,
  };
}
