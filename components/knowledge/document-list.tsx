"use client";

import { useState } from "react";
import { soughtWords } from "#lib/domain/sought-words.ts";
import type { DocumentView } from "#lib/domain/knowledge.ts";
import { SearchBox } from "#components/shell/search-box.tsx";
import { Button } from "#components/ui/button.tsx";
import { DocumentRow, type DocumentVerbs } from "./document-row.tsx";

/** From so many on a person looks for a name rather than down the list. */
const MANY = 12;
const AT_ONCE = 100;

/** The documents by name; of many, those whose name or title has what is typed. */
export function DocumentList({
  documents,
  verbsOf,
}: {
  documents: readonly DocumentView[];
  verbsOf: (document: DocumentView) => DocumentVerbs;
}) {
  const [wanted, setWanted] = useState("");
  const [most, setMost] = useState(AT_ONCE);
  const words = soughtWords(wanted);
  const matching = documents.filter(({ name, title }) => {
    const text = `${name} ${title}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <div className="flex flex-col gap-2">
      {documents.length >= MANY && (
        <div className="flex flex-wrap items-center justify-between gap-2">
          <SearchBox label="Find a document by name" value={wanted} onChange={setWanted} />
          <p role="status" className="text-xs text-muted">
            {matching.length === documents.length
              ? `${documents.length.toLocaleString("en")} documents`
              : `${matching.length.toLocaleString("en")} of ${documents.length.toLocaleString("en")} documents`}
          </p>
        </div>
      )}
      <div className="rounded-lg border bg-surface">
        {matching.length === 0 ? (
          <p className="p-4 text-muted">No document is called that.</p>
        ) : (
          <ul aria-label="Documents" className="divide-y">
            {matching.slice(0, most).map((document) => (
              <DocumentRow key={document.id} document={document} {...verbsOf(document)} />
            ))}
          </ul>
        )}
      </div>
      {matching.length > most && (
        <Button className="self-center" onClick={() => setMost(most + AT_ONCE)}>
          Show more
        </Button>
      )}
    </div>
  );
}
