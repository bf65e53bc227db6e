"use client";

import { useQueryClient } from "@tanstack/react-query";
import { BookMarked, Upload } from "lucide-react";
import Link from "next/link";
import { useState, type ReactNode } from "react";
import { deletePlaybook } from "#lib/actions/delete-playbook.ts";
import type { PlaybookList, PlaybookSummary } from "#lib/domain/playbook.ts";
import { failureOf } from "#components/shell/api.ts";
import { DeleteDialog } from "#components/shell/delete-dialog.tsx";
import { Page } from "#components/shell/page.tsx";
import { SearchBox } from "#components/shell/search-box.tsx";
import { useListParams } from "#components/shell/use-list-params.ts";
import { Button, buttonClasses } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { ImportPlaybook } from "./import-playbook.tsx";
import { PlaybookRow } from "./playbook-row.tsx";
import { usePlaybooks } from "./playbook-queries.ts";
import { UseDialog } from "./use-dialog.tsx";

type Open = { kind: "use" | "edit" | "delete"; playbook: PlaybookSummary } | { kind: "import" } | null;

/** The workspace's own playbooks and the built-in ones, and what can be done with them. */
export function PlaybooksView({ initial }: { initial: PlaybookList }) {
  const cache = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const { params, typed, setTyped } = useListParams();
  const playbooks = usePlaybooks(params.query, initial);
  const close = () => setOpen(null);
  const refresh = () => void cache.invalidateQueries({ queryKey: ["playbooks"] });
  const { saved = [], builtIn = [] } = playbooks.data ?? {};
  const searched = params.query !== "";
  const nothing = playbooks.data !== undefined && saved.length === 0 && builtIn.length === 0;

  return (
    <Page
      title="Playbooks"
      description="Plans to use again. The planner adapts the one that fits a goal; you can also start from one yourself."
      actions={
        <Button icon={<Upload />} onClick={() => setOpen({ kind: "import" })}>
          Import
        </Button>
      }
    >
      <SearchBox
        label="Search playbooks"
        value={typed}
        onChange={setTyped}
        busy={playbooks.isPlaceholderData || typed.trim() !== params.query}
      />
      {playbooks.isError && (
        <ErrorNote {...failureOf(playbooks.error)} onRetry={() => void playbooks.refetch()} />
      )}
      {playbooks.isPending && (
        <div className="rounded-lg border bg-surface">
          <SkeletonRows rows={6} label="Loading playbooks" />
        </div>
      )}
      {nothing && (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            title="No playbook matches"
            action={
              <Link href="/playbooks" className={buttonClasses()}>
                Show all playbooks
              </Link>
            }
          >
            Nothing in the names, descriptions or example goals has these words.
          </EmptyState>
        </div>
      )}
      {playbooks.data && (saved.length > 0 || !searched) && (
        <Group title="Yours">
          {saved.length === 0 ? (
            <EmptyState
              icon={<BookMarked />}
              title="You have no playbooks yet"
              action={
                <Link href="/plans" className={buttonClasses()}>
                  Open a plan
                </Link>
              }
            >
              Open a plan, or a run that succeeded, and save it as a playbook; or import one.
            </EmptyState>
          ) : (
            <ul aria-label="Your playbooks" className="divide-y">
              {saved.map((playbook) => (
                <PlaybookRow
                  key={playbook.id}
                  playbook={playbook}
                  onUse={() => setOpen({ kind: "use", playbook })}
                  own={{
                    onEdit: () => setOpen({ kind: "edit", playbook }),
                    onDelete: () => setOpen({ kind: "delete", playbook }),
                  }}
                />
              ))}
            </ul>
          )}
        </Group>
      )}
      {builtIn.length > 0 && (
        <Group title="Built in">
          <ul aria-label="Built-in playbooks" className="divide-y">
            {builtIn.map((playbook) => (
              <PlaybookRow
                key={playbook.id}
                playbook={playbook}
                onUse={() => setOpen({ kind: "use", playbook })}
                own={null}
              />
            ))}
          </ul>
        </Group>
      )}
      {open?.kind === "use" && <UseDialog playbook={open.playbook} onClose={close} />}
      {open?.kind === "edit" && <EditDialog playbook={open.playbook} onClose={close} afterwards={refresh} />}
      {open?.kind === "delete" && (
        <DeleteDialog
          name={open.playbook.name}
          description="The planner will no longer use it. Plans that were made from it stay as they are. This cannot be undone; export it first to keep a copy."
          remove={() => deletePlaybook({ playbookId: open.playbook.id })}
          onClose={close}
          afterwards={refresh}
        />
      )}
      {open?.kind === "import" && <ImportPlaybook onClose={close} afterwards={refresh} />}
    </Page>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{title}</h2>
      <div className="rounded-lg border bg-surface">{children}</div>
    </section>
  );
}
