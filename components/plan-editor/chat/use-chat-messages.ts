"use client";

import { useInfiniteQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { getJson } from "#components/shell/api.ts";
import { useStream } from "#components/shell/use-stream.ts";
import type { ChatMessage, ChatView } from "#lib/domain/chat.ts";
import { applyChatEvent } from "#lib/domain/reduce-events.ts";

const chatView = async () => (await import("#lib/domain/chat.ts")).ChatView;

type Pages = InfiniteData<ChatView, string | null>;

/**
 * A plan's conversation, moved on by events; earlier messages are fetched when they are asked for.
 * @param enabled false fetches nothing
 */
export function useChatMessages(planId: string, enabled: boolean) {
  const cache = useQueryClient();
  const queryKey = useMemo(() => ["chat", planId], [planId]);
  const query = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam ? `?before=${pageParam}` : "";
      const fetched = await getJson(`/api/plans/${planId}/chat${query}`, chatView, signal);
      // Events may have brought more than the server knew when it answered.
      const known = pageParam === null ? cache.getQueryData<Pages>(queryKey)?.pages[0] : undefined;
      return known && known.seq > fetched.seq ? known : fetched;
    },
    enabled,
    initialPageParam: null as string | null,
    getNextPageParam: (page: ChatView) => (page.earlier ? (page.messages[0]?.id ?? null) : null),
    staleTime: Number.POSITIVE_INFINITY,
    // An old copy must never open a conversation again.
    gcTime: 0,
  });
  const refresh = useCallback(() => void cache.invalidateQueries({ queryKey }), [cache, queryKey]);
  const topic = `plan:${planId}`;
  // Events move the first page, the latest messages; pages before it hold what is decided long since.
  const seq = query.data?.pages[0]?.seq;
  useStream({
    topics: seq === undefined ? NONE : [topic],
    after: { [topic]: seq ?? 0 },
    onEvent: (event) => {
      let gap = false;
      cache.setQueryData<Pages>(queryKey, (pages) => {
        const [latest, ...rest] = pages?.pages ?? [];
        if (!pages || !latest) return pages;
        const next = applyChatEvent(latest, event);
        gap = next === "gap";
        return next === "gap" ? pages : { ...pages, pages: [next, ...rest] };
      });
      if (gap) refresh();
    },
    onGap: refresh,
  });
  const messages = useMemo(
    (): ChatMessage[] => (query.data?.pages ?? []).toReversed().flatMap((page) => page.messages),
    [query.data],
  );
  return {
    messages,
    loading: query.isPending,
    error: query.error,
    earlier: query.hasNextPage,
    loadingEarlier: query.isFetchingNextPage,
    loadEarlier: () => void query.fetchNextPage(),
    refresh,
  };
}

const NONE: readonly string[] = [];
