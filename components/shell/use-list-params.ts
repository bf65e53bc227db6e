"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo, useState } from "react";
import { listSearch, readListParams, type ListParams } from "./list-params.ts";

const TYPING_PAUSE_MS = 250;

/**
 * A list's search, filter and page, kept in the URL.
 * @returns what the URL says; `typed` and `filter`, which run ahead of it while a person types and chooses; and how to change them. A
 *   change of search or filter starts at the first page.
 */
export function useListParams() {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const params = useMemo(() => readListParams(new URLSearchParams(search.toString())), [search]);
  const [typed, setTyped] = useState(params.query);
  const [filter, setFilter] = useState(params.filter);
  const [shown, setShown] = useState(params);
  /** What the box has put into the URL since the two last agreed. */
  const [sent, setSent] = useState<readonly string[]>([]);

  if (shown.filter !== params.filter || shown.query !== params.query) {
    setShown(params);
    if (shown.filter !== params.filter) setFilter(params.filter);
  }
  if (shown.query !== params.query) {
    const agree = typed.trim() === params.query;
    // What the box sent itself arrives when more may have been typed. Otherwise the URL moved by itself (back, a link): the box follows.
    const own = sent.includes(params.query);
    if (!agree && !own) setTyped(params.query);
    if (agree || !own) setSent([]);
  }

  const send = useCallback(
    (chosen: string) => {
      if (typed.trim() !== params.query) setSent((before) => [...before, typed.trim()]);
      router.replace(`${path}${listSearch({ query: typed, filter: chosen, trail: [] })}`, { scroll: false });
    },
    [typed, params, path, router],
  );
  useEffect(() => {
    if (typed.trim() === params.query) return;
    const timer = setTimeout(() => send(filter), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, filter, params, send]);

  /** Chooses another filter, and takes along what is typed. */
  const filterBy = (chosen: string) => {
    setFilter(chosen);
    send(chosen);
  };
  /** The address of this list with some of its parameters changed. */
  const hrefWith = (changes: Partial<ListParams>) => `${path}${listSearch({ ...params, ...changes })}`;
  return { params, typed, setTyped, filter, setFilter, filterBy, hrefWith };
}
