/** A part of a Markdown document as its parser gives it; `depth` is a heading's, 1 to 6. */
type Part = { type: string; depth?: number; children?: Part[] };

/**
 * A plugin for Markdown that leaves no level of headings out, since a reader who walks a page by its headings would look for what stands
 * between: the first heading is of the first level, and each other at most one below the one before it.
 */
export function evenHeadings(): (document: Part) => void {
  return (document) => {
    // Levels as the author wrote them, of the headings that the next one may stand under.
    const open: number[] = [];
    const walk = (part: Part) => {
      if (part.type === "heading" && part.depth !== undefined) {
        while (open.length > 0 && (open.at(-1) ?? 0) >= part.depth) open.pop();
        open.push(part.depth);
        part.depth = open.length;
      }
      for (const each of part.children ?? []) walk(each);
    };
    walk(document);
  };
}
