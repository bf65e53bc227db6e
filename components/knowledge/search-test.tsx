"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { KnowledgeSearch, type Passage } from "#lib/domain/knowledge.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { MarkedText } from "./marked-text.tsx";
import { headingInside, positionText } from "./position-text.ts";
import { WhyFound } from "./why-found.tsx";

/** Shows what a step would find for a question: the passages, best first, with where each is from and why it was found. */
export function SearchTest({
  onOpen,
}: {
  onOpen: (passage: Pick<Passage, "documentId" | "position">) => void;
}) {
  const [typed, setTyped] = useState("");
  const [query, setQuery] = useState("");
  const found = useQuery({
    queryKey: ["knowledge-search", query],
    queryFn: ({ signal }) =>
      getJson(`/api/knowledge/search?q=${encodeURIComponent(query)}`, KnowledgeSearch, signal),
    enabled: query !== "",
    placeholderData: keepPreviousData,
  });
  const passages = found.data?.passages ?? [];
  // Until the answer is there, the passages of the words before stand for it, and must not be told as its own.
  const coming = found.isPending || found.isPlaceholderData;

  function submit(event: FormEvent) {
    event.preventDefault();
    setQuery(typed.trim());
  }

  return (
    <section aria-label="Search test" className="rounded-lg border bg-surface p-4">
      <form onSubmit={submit} className="flex items-end gap-2">
        <div className="flex-1">
          <Field label="What would a step find for this?">
            <Input
              type="search"
              value={typed}
              maxLength={500}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- it opens because the person asked for it
              autoFocus
              placeholder="For example: eco-products audience"
              onChange={(event) => setTyped(event.target.value)}
            />
          </Field>
        </div>
        <Button type="submit" variant="primary" busy={found.isFetching}>
          Search
        </Button>
      </form>
      <div role="status" className="mt-3 empty:hidden">
        {query !== "" && coming && <p className="text-muted">Searching for “{query}”.</p>}
        {query !== "" && !coming && found.data && (
          <p className="text-muted">
            {passages.length === 0
              ? `Nothing was found for “${query}”. A step would now go on to its fallback.`
              : passages.length === 1
                ? "1 passage"
                : `${passages.length} passages, best first`}
            {!found.data.meaning.used && found.data.meaning.reason && (
              <span> Only words and spelling were searched. {found.data.meaning.reason}</span>
            )}
          </p>
        )}
      </div>
      {found.isError && (
        <ErrorNote {...failureOf(found.error)} onRetry={() => void found.refetch()} className="mt-3" />
      )}
      {query !== "" && passages.length > 0 && (
        <ol aria-label="Passages" aria-busy={coming} className="mt-2 divide-y">
          {passages.map((passage) => (
            <li key={`${passage.documentId} ${passage.position}`} className="py-2.5">
              <div className="flex flex-wrap items-baseline gap-x-2 text-xs text-muted">
                <button
                  type="button"
                  onClick={() => onOpen(passage)}
                  className="rounded-sm text-left text-sm font-medium text-text hover:underline"
                >
                  {passage.title}
                </button>
                <span>{[headingInside(passage), positionText(passage)].filter(Boolean).join(", ")}</span>
              </div>
              <WhyFound why={passage.why} score={passage.score} />
              <p className="mt-1 line-clamp-5 max-w-prose wrap-break-word whitespace-pre-line">
                <MarkedText text={passage.text} marks={passage.marks} />
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
