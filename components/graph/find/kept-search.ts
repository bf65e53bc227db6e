import { createContext } from "react";

/** A search as a person left it. */
export type KeptSearch = {
  open: boolean;
  text: string;
  /** Whether the focus was in it. */
  focused: boolean;
};

/** The two views that have a search of their own. */
export type SearchedView = "canvas" | "outline";

/**
 * Searches that outlive the view that shows them, as when its pane becomes a tab because the window got narrow. Null where a view stays
 * as long as its page.
 */
export const KeptSearchesContext = createContext<Map<SearchedView, KeptSearch> | null>(null);
