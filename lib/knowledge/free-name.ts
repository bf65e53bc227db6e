import type { Tx } from "#lib/db/client.ts";

/**
 * "figures.csv", else "figures (2).csv" and so on: the first name that no document of the workspace has.
 * @param sha256 of the content; a document of exactly this content keeps its name, for it is the same
 */
export async function freeName(
  tx: Tx,
  workspaceId: string,
  name: string,
  sha256: string | null = null,
): Promise<string> {
  const [, base = name, ending = ""] = /^(.*?)(\.[^.]*)?$/s.exec(name) ?? [];
  for (let count = 1; ; count++) {
    const tried =
      count === 1 ? name : `${base.slice(0, 180).toWellFormed()} (${count})${ending.slice(0, 12)}`;
    const taken = await tx.document.findUnique({
      where: { workspaceId_name: { workspaceId, name: tried } },
      select: { sha256: true },
    });
    if (!taken || (sha256 !== null && taken.sha256 === sha256)) return tried;
  }
}
