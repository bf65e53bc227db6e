import { amountText, centsText } from "../amount-text.ts";
import { escapeInline } from "../text/markdown.ts";
import type { Content } from "./content-shape.ts";

/** What a reader wants to know first, one sentence for each kind of result; in Markdown. */
export function keyFacts(contents: readonly Content[]): string[] {
  return contents.flatMap((content) => {
    switch (content.kind) {
      case "allocation": {
        const { lines, sumCents, currency } = content.value;
        const largest = lines.toSorted((a, b) => b.cents - a.cents).slice(0, 3);
        const parts = largest.map((line) => `${line.name} ${centsText(line.cents, currency)}`);
        return [
          `Budget: ${centsText(sumCents, currency)} in ${lines.length} lines, most for ${escapeInline(parts.join(", "))}.`,
        ];
      }
      case "metrics": {
        const best = content.value.groups[0];
        if (best?.returnOnSpend == null) return [];
        const returned = amountText(best.returnOnSpend, null);
        return [`Figures: ${escapeInline(best.name)} returned most, ${returned} for each 1.00 spent.`];
      }
      case "calendar": {
        const { entries } = content.value;
        const channels = new Set(entries.map((entry) => entry.channel)).size;
        const where = `${channels} ${channels === 1 ? "channel" : "channels"}`;
        return [
          `Calendar: ${entries.length} entries on ${where} from ${entries[0]?.date} to ${entries.at(-1)?.date}.`,
        ];
      }
      case "keywords": {
        const words = content.value.keywords.slice(0, 5).map((found) => escapeInline(found.keyword));
        return [`Keywords: ${words.join(", ")}.`];
      }
      case "passages": {
        const documents = [...new Set(content.passages.map((passage) => passage.document))];
        return [`Sources: ${content.passages.length} passages from ${escapeInline(documents.join(", "))}.`];
      }
      default:
        return [];
    }
  });
}
