"use client";

import { useVerb } from "#components/shell/use-verb.ts";
import { Moment } from "#components/shell/moment.tsx";
import { useNow } from "#components/shell/use-now.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { revokeShareLink } from "#lib/actions/revoke-share-link.ts";
import type { ShareLinkView } from "#lib/domain/share.ts";

/** The links to a plan and its runs: what each shows, who made it, until when, how often it was opened. */
export function LinkList({
  links,
  mayRevoke,
  refresh,
}: {
  links: readonly ShareLinkView[];
  mayRevoke: boolean;
  refresh: () => void;
}) {
  if (links.length === 0)
    return <p className="text-muted">There are no links to this plan and its runs yet.</p>;
  return (
    <section>
      <h3 className="mb-1 text-xs font-semibold text-muted">Links to this plan and its runs</h3>
      <ul aria-label="Links" className="divide-y rounded-md border">
        {links.map((link) => (
          <LinkRow key={link.id} link={link} mayRevoke={mayRevoke} refresh={refresh} />
        ))}
      </ul>
    </section>
  );
}

function LinkRow({
  link,
  mayRevoke,
  refresh,
}: {
  link: ShareLinkView;
  mayRevoke: boolean;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const now = useNow(true);
  const ended = link.revokedAt !== null || (now !== null && Date.parse(link.expiresAt) <= now);
  const what = link.runNumber === null ? `Version ${link.versionNumber}` : `Run ${link.runNumber}`;
  const opened = link.opens === 1 ? "opened once" : `opened ${link.opens.toLocaleString("en")} times`;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{what}</span>
          {link.showCosts && <span className="text-xs text-muted">with costs</span>}
          {ended && <Badge>{link.revokedAt === null ? "Ran out" : "Revoked"}</Badge>}
        </p>
        <p className="text-xs text-muted">
          Made by {link.createdBy} <Moment at={link.createdAt} />
          {link.revokedAt === null ? (
            <>
              {" "}
              · until <Moment at={link.expiresAt} point />
            </>
          ) : (
            <>
              {" "}
              · revoked by {link.revokedBy} <Moment at={link.revokedAt} />
            </>
          )}{" "}
          · {link.lastOpenedAt === null ? "never opened" : opened}
          {link.lastOpenedAt !== null && (
            <>
              , last <Moment at={link.lastOpenedAt} />
            </>
          )}
        </p>
      </div>
      {!ended && mayRevoke && (
        <Button
          size="small"
          busy={verb.busy !== null}
          aria-label={`Revoke the link to ${what.toLowerCase()}`}
          onClick={() => void verb.run("revoke", () => revokeShareLink({ linkId: link.id }))}
        >
          Revoke
        </Button>
      )}
    </li>
  );
}
