"use client";

import { createContext, useContext } from "react";
import type { Comments } from "./use-comments.ts";

/** Provided by EditorScreen. */
export const CommentsContext = createContext<Comments | null>(null);

export function useCommentsContext(): Comments {
  const comments = useContext(CommentsContext);
  if (!comments) throw new Error("This component belongs inside a plan editor.");
  return comments;
}
