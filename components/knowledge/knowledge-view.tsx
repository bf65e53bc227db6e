"use client";

import { FilePen, Library, Search } from "lucide-react";
import { useRef, useState } from "react";
import { deleteDocument } from "#lib/actions/delete-document.ts";
import { stopReading } from "#lib/actions/stop-reading.ts";
import { TypedKind, type DocumentView, type KnowledgeList } from "#lib/domain/knowledge.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { LoadSampleButton } from "#components/home/sample-workspace.tsx";
import { DeleteDialog } from "#components/shell/delete-dialog.tsx";
import { ACCEPTED_FILES } from "#components/shell/document-kind.ts";
import { Page } from "#components/shell/page.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { LiveRegion } from "#components/ui/live-region.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { DocumentDialog, type DocumentDraft } from "./document-dialog.tsx";
import { DocumentList } from "./document-list.tsx";
import { DocumentViewer } from "./document-viewer.tsx";
import { DropZone, type Dropped } from "./drop-zone.tsx";
import { MeaningNote } from "./meaning-note.tsx";
import { SearchTest } from "./search-test.tsx";
import { UploadList } from "./upload-list.tsx";
import { useKnowledge } from "./use-knowledge.ts";
import { useUploads } from "./use-uploads.ts";

type Open =
  | { kind: "edit"; draft: DocumentDraft | null }
  | { kind: "view"; document: DocumentView; position: number | null }
  | { kind: "delete"; document: DocumentView }
  | null;

/** The workspace's documents: upload them, watch them being read, and try what a step would find in them. */
export function KnowledgeView({ initial }: { initial: KnowledgeList }) {
  const { list, connection, refresh } = useKnowledge(initial);
  const { documents, meaning } = list.data;
  const [open, setOpen] = useState<Open>(null);
  const [searching, setSearching] = useState(false);
  const [said, setSaid] = useState("");
  const { uploads, add, refuse, again, remove } = useUploads(
    (name) => documents.some((document) => document.name === name),
    ({ name, is }) => {
      // The list itself says what a file asks, or why it failed.
      if (is === "asking" || is === "failed") return;
      const message =
        is === "unchanged" ? `“${name}” has not changed; nothing was stored.` : `“${name}” is uploaded.`;
      if (is === "unchanged") showToast(message);
      setSaid(message);
      refresh();
    },
  );
  const replacing = useRef<{ input: HTMLInputElement | null; name: string }>({ input: null, name: "" });
  const close = () => setOpen(null);

  function take({ files, folders }: Dropped) {
    add(files);
    for (const folder of folders) refuse(folder, "It is a folder. Drop its files instead.");
  }

  function replace({ name, kind }: DocumentView) {
    const typed = TypedKind.safeParse(kind);
    if (typed.success) return setOpen({ kind: "edit", draft: { name, kind: typed.data } });
    replacing.current.name = name;
    replacing.current.input?.click();
  }

  async function stop(document: DocumentView) {
    try {
      await unwrap(stopReading({ documentId: document.id }));
    } catch (error) {
      showToast(failureOf(error).message, "error");
    }
  }

  const empty = documents.length === 0;
  const upload = (
    <FileButton label="Upload files" accept={ACCEPTED_FILES} multiple variant="primary" onChoose={add} />
  );
  return (
    <DropZone onDrop={take}>
      <Page
        title="Knowledge"
        description="Documents that steps search, quote and calculate with. Drop files anywhere on this page."
        actions={
          <>
            {!empty && (
              <Button icon={<Search />} aria-pressed={searching} onClick={() => setSearching(!searching)}>
                Test the search
              </Button>
            )}
            {!empty && !documents.some((document) => document.sample) && <LoadSampleButton />}
            {!empty && (
              <>
                <Button icon={<FilePen />} onClick={() => setOpen({ kind: "edit", draft: null })}>
                  Write or paste
                </Button>
                {upload}
              </>
            )}
          </>
        }
      >
        <LiveRegion>{said}</LiveRegion>
        {connection === "lost" && (
          <Banner tone="warning">
            The connection to the server is lost. This page goes on by itself when it is back.
          </Banner>
        )}
        {list.isError && <ErrorNote {...failureOf(list.error)} onRetry={() => void list.refetch()} />}
        <UploadList uploads={uploads} onAnswer={again} onRemove={remove} />
        {searching && (
          <SearchTest
            onOpen={({ documentId, position }) => {
              const document = documents.find(({ id }) => id === documentId);
              if (document) setOpen({ kind: "view", document, position });
            }}
          />
        )}
        {empty ? (
          <EmptyState
            icon={<Library />}
            title="No documents yet"
            className="rounded-lg border border-dashed border-line-strong/60 bg-surface"
            action={
              <>
                {upload}
                <LoadSampleButton />
                <Button icon={<FilePen />} onClick={() => setOpen({ kind: "edit", draft: null })}>
                  Write or paste
                </Button>
              </>
            }
          >
            Drop Markdown, text, HTML, CSV, PDF or Word files here, 50 MB each at most. Or load samples:
            earlier strategies, marketing metrics and brand rules.
          </EmptyState>
        ) : (
          <DocumentList
            documents={documents}
            verbsOf={(document) => ({
              onView: () => setOpen({ kind: "view", document, position: null }),
              onDownload: () => window.location.assign(`/api/knowledge/${document.id}/file`),
              onReplace: () => replace(document),
              onStop: () => void stop(document),
              onDelete: () => setOpen({ kind: "delete", document }),
            })}
          />
        )}
        <MeaningNote meaning={meaning} />
      </Page>
      <input
        ref={(input) => {
          replacing.current.input = input;
        }}
        type="file"
        accept={ACCEPTED_FILES}
        aria-label="File to replace the document with"
        tabIndex={-1}
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) add([file], replacing.current.name);
          event.target.value = "";
        }}
      />
      {open?.kind === "edit" && (
        <DocumentDialog draft={open.draft} existing={documents} onClose={close} afterwards={refresh} />
      )}
      {open?.kind === "view" && (
        <DocumentViewer document={open.document} position={open.position} onClose={close} />
      )}
      {open?.kind === "delete" && (
        <DeleteDialog
          name={open.document.title}
          description="Steps will no longer find it. Outputs of earlier runs that quote it stay as they are. This cannot be undone."
          remove={() => deleteDocument({ documentId: open.document.id })}
          onClose={close}
          afterwards={refresh}
        />
      )}
    </DropZone>
  );
}
