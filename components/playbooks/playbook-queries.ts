"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { PlaybookList, PlaybookView } from "#lib/domain/playbook.ts";
import { getJson } from "#components/shell/api.ts";

/**
 * The playbooks that match a search.
 * @param initial what the page was rendered with, which is the answer to an empty search
 */
export function usePlaybooks(query: string, initial: PlaybookList) {
  const search = new URLSearchParams(query === "" ? {} : { q: query });
  return useQuery({
    queryKey: ["playbooks", "list", query],
    queryFn: ({ signal }) => getJson(`/api/playbooks?${search}`, PlaybookList, signal),
    placeholderData: keepPreviousData,
    ...(query === "" && { initialData: initial }),
  });
}

/** One playbook with its variables and steps, read when it is looked at. */
export function usePlaybook(playbookId: string) {
  return useQuery({
    queryKey: ["playbooks", "one", playbookId],
    queryFn: ({ signal }) => getJson(`/api/playbooks/${playbookId}`, PlaybookView, signal),
  });
}

/**
 * One playbook as it is when a dialog opens: read anew each time, and the same until the dialog closes, so that what a person types
 * meanwhile stays, and a save meets the check whether somebody else has saved since.
 */
export function useOpenedPlaybook(playbookId: string) {
  return useQuery({
    queryKey: ["opened-playbook", playbookId],
    queryFn: ({ signal }) => getJson(`/api/playbooks/${playbookId}`, PlaybookView, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
}
