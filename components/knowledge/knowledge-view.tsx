"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FileText, Library, Plus, Search } from "lucide-react";
import { useState } from "react";
import { z } from "zod";
import { DocumentView } from "#lib/domain/knowledge.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { LoadSampleButton } from "#components/home/sample-workspace.tsx";
import { Page } from "#components/shell/page.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { DocumentDialog, type DocumentDraft } from "./document-dialog.tsx";
import { DocumentRow } from "./document-row.tsx";
import { DocumentViewer } from "./document-viewer.tsx";
import { SearchTest } from "./search-test.tsx";

type Open =
  | { kind: "edit"; draft: DocumentDraft | null }
  | { kind: "view"; document: DocumentView }
  | { kind: "delete"; document: DocumentView }
  | null;

/** The workspace's documents, and a way to try what a step would find in them. */
export function KnowledgeView({ initial }: { initial: DocumentView[] }) {
  const cache = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const [searching, setSearching] = useState(false);
  const documents = useQuery({
    queryKey: ["documents"],
    queryFn: ({ signal }) => getJson("/api/knowledge", z.array(DocumentView), signal),
    initialData: initial,
  });
  const close = () => setOpen(null);
  const refresh = () => {
    void cache.invalidateQueries({ queryKey: ["documents"] });
    void cache.invalidateQueries({ queryKey: ["document"] });
    void cache.invalidateQueries({ queryKey: ["knowledge-search"] });
    void cache.invalidateQueries({ queryKey: ["home"] });
  };
  const byId = new Map(documents.data.map((document) => [document.id, document]));

  return (
    <Page
      title="Knowledge"
      description="Documents that steps search, quote and calculate with."
      actions={
        <>
          {documents.data.length > 0 && (
            <Button icon={<Search />} aria-pressed={searching} onClick={() => setSearching(!searching)}>
              Test the search
            </Button>
          )}
          {!documents.data.some((document) => document.sample) && documents.data.length > 0 && (
            <LoadSampleButton />
          )}
          {documents.data.length > 0 && (
            <Button variant="primary" icon={<Plus />} onClick={() => setOpen({ kind: "edit", draft: null })}>
              Add a document
            </Button>
          )}
        </>
      }
    >
      {documents.isError && (
        <ErrorNote {...failureOf(documents.error)} onRetry={() => void documents.refetch()} />
      )}
      {searching && (
        <SearchTest
          onOpen={(documentId) => {
            const document = byId.get(documentId);
            if (document) setOpen({ kind: "view", document });
          }}
        />
      )}
      <div className="rounded-lg border bg-surface">
        {documents.data.length === 0 ? (
          <EmptyState
            icon={<Library />}
            title="No documents yet"
            action={
              <>
                <LoadSampleButton variant="primary" />
                <Button icon={<FileText />} onClick={() => setOpen({ kind: "edit", draft: null })}>
                  Add a document
                </Button>
              </>
            }
          >
            Add Markdown, text or CSV files, or load samples: earlier strategies, marketing metrics and brand
            rules.
          </EmptyState>
        ) : (
          <ul aria-label="Documents" className="divide-y">
            {documents.data.map((document) => (
              <DocumentRow
                key={document.id}
                document={document}
                onView={() => setOpen({ kind: "view", document })}
                onReplace={() =>
                  setOpen({ kind: "edit", draft: { name: document.name, kind: document.kind } })
                }
                onDelete={() => setOpen({ kind: "delete", document })}
              />
            ))}
          </ul>
        )}
      </div>
      {open?.kind === "edit" && (
        <DocumentDialog draft={open.draft} existing={documents.data} onClose={close} afterwards={refresh} />
      )}
      {open?.kind === "view" && <DocumentViewer document={open.document} onClose={close} />}
      {open?.kind === "delete" && (
        <DeleteDialog document={open.document} onClose={close} afterwards={refresh} />
      )}
    </Page>
  );
}
