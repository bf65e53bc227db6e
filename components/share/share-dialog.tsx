"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { failureOf, getJson, unwrap } from "#components/shell/api.ts";
import { issueFor } from "#components/shell/issue-messages.ts";
import { ForThose, useMay } from "#components/shell/reader.tsx";
import { useNow } from "#components/shell/use-now.ts";
import { useSubmit } from "#components/shell/use-submit.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select } from "#components/ui/input.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { createShareLink } from "#lib/actions/create-share-link.ts";
import { ApiError } from "#components/shell/api.ts";
import { ShareLinkView } from "#lib/domain/share.ts";
import { dayText, EXPIRIES, expiryOf, lastDay, type Expiry } from "./expiry-choices.ts";
import { LinkList } from "./link-list.tsx";
import { NewLink } from "./new-link.tsx";

type Shared = Parameters<typeof createShareLink>[0]["shared"];

const FIELDS = ["expiresAt"] as const;
const CHOICES = Object.keys(EXPIRIES) as Expiry[];

/** Makes a link to a plan or a finished run that anybody can look at it by, and lists those that there are. */
export function ShareDialog({
  planId,
  what,
  shared,
  onClose,
}: {
  planId: string;
  what: "plan" | "run";
  /** What the link is to show, asked for when it is made. */
  shared: (showCosts: boolean) => Promise<Shared>;
  onClose: () => void;
}) {
  const cache = useQueryClient();
  const [expiry, setExpiry] = useState<Expiry>("7");
  const [day, setDay] = useState("");
  const [showCosts, setShowCosts] = useState(false);
  const [address, setAddress] = useState<string | null>(null);
  const now = useNow(false);
  const mayShare = useMay("edit");
  const links = useQuery({
    queryKey: ["share-links", planId],
    queryFn: ({ signal }) => getJson(`/api/plans/${planId}/share-links`, z.array(ShareLinkView), signal),
    refetchOnMount: "always",
  });
  const refresh = () => void cache.invalidateQueries({ queryKey: ["share-links", planId] });
  const { form, busy, failure, general } = useSubmit(FIELDS, async () => {
    const expiresAt = expiryOf(expiry, day, new Date());
    if (expiresAt === null) {
      const message = "Choose a day.";
      throw new ApiError({ code: "invalid", message, issues: [{ path: ["expiresAt"], message }] });
    }
    const { token } = await unwrap(createShareLink({ shared: await shared(showCosts), expiresAt }));
    setAddress(`${window.location.origin}/share/${token}`);
    refresh();
  });

  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={what === "plan" ? "Share the plan" : "Share the run"}
      description={
        what === "plan"
          ? "Whoever has the link sees the plan as it is now, without signing in, and can change nothing. Later changes are not shown."
          : "Whoever has the link sees this run, its plan and what it gave, without signing in, and can change nothing."
      }
    >
      <div className="flex flex-col gap-4 pb-4">
        <ForThose who="edit" what="make links">
          <form {...form} className="flex flex-col gap-3">
            {general && <Banner tone="error">{general}</Banner>}
            <div className="flex flex-wrap items-start gap-3">
              <Field
                label="How long it holds"
                error={expiry === "date" ? null : issueFor(failure, "expiresAt")}
              >
                <Select
                  className="w-40!"
                  value={expiry}
                  onChange={({ target }) => setExpiry(CHOICES.find((one) => one === target.value) ?? "7")}
                >
                  {CHOICES.map((choice) => (
                    <option key={choice} value={choice}>
                      {EXPIRIES[choice]}
                    </option>
                  ))}
                </Select>
              </Field>
              {expiry === "date" && (
                <Field label="Last day" error={issueFor(failure, "expiresAt")}>
                  <Input
                    type="date"
                    className="w-44!"
                    value={day}
                    min={now === null ? undefined : dayText(new Date(now))}
                    max={now === null ? undefined : lastDay(new Date(now))}
                    onChange={({ target }) => setDay(target.value)}
                  />
                </Field>
              )}
            </div>
            {what === "run" && (
              <Checkbox
                label="Show what it cost"
                className="self-start"
                checked={showCosts}
                onChange={({ target }) => setShowCosts(target.checked)}
              />
            )}
            <Button type="submit" variant="primary" busy={busy} className="self-start">
              Make a link
            </Button>
          </form>
        </ForThose>
        {address !== null && <NewLink key={address} address={address} />}
        {links.isPending && <SkeletonRows label="Loading the links" />}
        {links.isError && <ErrorNote {...failureOf(links.error)} onRetry={() => void links.refetch()} />}
        {links.data && <LinkList links={links.data} mayRevoke={mayShare} refresh={refresh} />}
      </div>
    </Dialog>
  );
}
