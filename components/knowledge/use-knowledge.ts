"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KnowledgeList } from "#lib/domain/knowledge.ts";
import { applyKnowledgeEvent } from "#lib/domain/knowledge-events.ts";
import { getJson } from "#components/shell/api.ts";
import { useStream } from "#components/shell/use-stream.ts";

const KEY = ["documents"];

/** The workspace's documents, kept up to date by events: uploads of others, and how far reading is. */
export function useKnowledge(initial: KnowledgeList) {
  const cache = useQueryClient();
  const list = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson("/api/knowledge", KnowledgeList, signal),
    initialData: initial,
  });
  const refetch = () => void cache.invalidateQueries({ queryKey: KEY });
  const connection = useStream({
    topics: ["knowledge"],
    after: { knowledge: list.data.seq },
    onEvent: (event) => {
      const before = cache.getQueryData<KnowledgeList>(KEY);
      const after = before ? applyKnowledgeEvent(before, event) : "gap";
      if (after === "gap") return refetch();
      cache.setQueryData(KEY, after);
      // What was found, and what a document says, may be another now.
      const { body } = event;
      if (body.type === "meaning.changed" && body.meaning.status === "working") return;
      if (body.type === "document.changed" && body.document.status === "reading") return;
      void cache.invalidateQueries({ queryKey: ["document"] });
      void cache.invalidateQueries({ queryKey: ["knowledge-search"] });
      void cache.invalidateQueries({ queryKey: ["home"] });
    },
    onGap: refetch,
  });
  return { list, connection, refresh: refetch };
}
