import type { StreamEvent } from "./event.ts";
import type { DocumentView, KnowledgeList } from "./knowledge.ts";

/**
 * Takes an event of the topic "knowledge" into the list of documents. One that the list has already changes nothing.
 * @returns the new list, or "gap" when events before this one are missing and the list must be fetched again
 */
export function applyKnowledgeEvent(list: KnowledgeList, { seq, body }: StreamEvent): KnowledgeList | "gap" {
  if (seq <= list.seq) return list;
  if (seq !== list.seq + 1) return "gap";
  switch (body.type) {
    case "document.changed":
      return { ...list, seq, documents: withDocument(list.documents, body.document) };
    case "document.deleted":
      return { ...list, seq, documents: list.documents.filter(({ id }) => id !== body.documentId) };
    case "meaning.changed":
      return { ...list, seq, meaning: body.meaning };
    default:
      return { ...list, seq };
  }
}

/** A document in its place among others by name. */
function withDocument(documents: readonly DocumentView[], document: DocumentView): DocumentView[] {
  return [...documents.filter(({ id }) => id !== document.id), document].toSorted(byName);
}

const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });

/** The order in which documents are listed: by name as people sort, of equals as machines do. */
export function byName(a: { name: string }, b: { name: string }): number {
  return collator.compare(a.name, b.name) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
