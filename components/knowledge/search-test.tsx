"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { z } from "zod";
import { Passage } from "#lib/domain/knowledge.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

/** Shows what a step would find for a question: the passages, best first, with where each is from. */
export function SearchTest({ onOpen }: { onOpen: (documentId: string) => void }) {
  const [typed, setTyped] = useState("");
  const [query, setQuery] = useState("");
  const found = useQuery({
    queryKey: ["knowledge-search", query],
    queryFn: ({ signal }) =>
      getJson(`/api/knowledge/search?q=${encodeURIComponent(query)}`, z.array(Passage), signal),
    enabled: query !== "",
    placeholderData: keepPreviousData,
  });

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
        {query !== "" && found.data && (
          <p className="text-muted">
            {found.data.length === 0
              ? `Nothing was found for "${query}". A step would now go on to its fallback.`
              : found.data.length === 1
                ? "1 passage"
                : `${found.data.length} passages, best first`}
          </p>
        )}
      </div>
      {found.isError && (
        <ErrorNote {...failureOf(found.error)} onRetry={() => void found.refetch()} className="mt-3" />
      )}
      {query !== "" && found.data && found.data.length > 0 && (
        <ol className="mt-2 divide-y">
          {found.data.map((passage) => (
            <li key={`${passage.documentId} ${passage.line}`} className="py-2">
              <div className="flex flex-wrap items-baseline gap-x-2 text-xs text-muted">
                <button
                  type="button"
                  onClick={() => onOpen(passage.documentId)}
                  className="text-sm font-medium text-text hover:underline"
                >
                  {passage.title}
                </button>
                <span>
                  {headingInside(passage) && `${headingInside(passage)}, `}line {passage.line}
                </span>
                <span className="ml-auto tabular-nums">score {passage.score.toFixed(2)}</span>
              </div>
              <p className="mt-0.5 line-clamp-4 max-w-prose">{passage.text}</p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** The heading path without the document's own title, which stands beside it. */
function headingInside({ heading, title }: Passage): string {
  if (heading === null || heading === title) return "";
  return heading.startsWith(`${title} > `) ? heading.slice(title.length + 3) : heading;
}
