"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useEffect, useMemo, useState } from "react";
import { listSearch, readListParams, type ListParams } from "./list-params.ts";

const TYPING_PAUSE_MS = 250;

/**
 * A list's search, filter and page, kept in the URL.
 * @returns what the URL says; `typed`, which runs ahead of it while a person types; and how to change them. A change of search
 *   or filter starts at the first page.
 */
export function useListParams() {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const params = useMemo(() => readListParams(new URLSearchParams(search.toString())), [search]);
  const [typed, setTyped] = useState(params.query);
  const [shownQuery, setShownQuery] = useState(params.query);

  // The URL moved by itself (back, a link): the box follows.
  if (shownQuery !== params.query) {
    setShownQuery(params.query);
    if (typed.trim() !== params.query) setTyped(params.query);
  }

  useEffect(() => {
    if (typed.trim() === params.query) return;
    const timer = setTimeout(() => {
      router.replace(`${path}${listSearch({ ...params, query: typed, trail: [] })}`, { scroll: false });
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, params, path, router]);

  /** The address of this list with some of its parameters changed. */
  const hrefWith = (changes: Partial<ListParams>) => `${path}${listSearch({ ...params, ...changes })}`;
  return { params, typed, setTyped, hrefWith };
}
