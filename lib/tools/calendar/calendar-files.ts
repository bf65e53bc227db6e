import { createHash } from "node:crypto";
import { stringify } from "csv-stringify/sync";
import ical, { ICalCalendarMethod } from "ical-generator";
import type { OutputFileContent } from "../contract.ts";
import { fileName } from "../text/file-name.ts";
import type { CalendarEntry } from "./calendar-io.ts";

/** One line of text for a calendar property, without control characters, which the format has no way to write. */
function plainLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").toWellFormed();
}

/**
 * Writes entries as an iCalendar file and a CSV file. Nothing in them depends on a clock or on chance, so a repeat of the
 * same call gives the same bytes and a calendar program that imports it twice shows each entry once.
 * @param key the same for every repeat of the call; the entries' UIDs are made from it
 */
export function calendarFiles(
  entries: readonly CalendarEntry[],
  title: string,
  key: string,
): OutputFileContent[] {
  const calendar = ical({
    name: plainLine(title),
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: "Planwright", product: "Content calendar", language: "EN" },
  });
  entries.forEach((entry, at) => {
    const start = new Date(`${entry.date}T00:00:00Z`);
    const uid = createHash("sha256")
      .update(JSON.stringify([key, at, entry.date]))
      .digest("hex")
      .slice(0, 32);
    calendar.createEvent({
      id: `${uid}@planwright`,
      start,
      end: new Date(start.getTime() + 86_400_000),
      allDay: true,
      timezone: "UTC",
      stamp: start,
      summary: plainLine(entry.title),
      categories: [{ name: plainLine(entry.channel) }],
    });
  });
  // A cell that begins like a formula would be run by a spreadsheet.
  const csv = stringify([...entries], {
    header: true,
    columns: ["date", "title", "channel"],
    escape_formulas: true,
  });
  const name = fileName(title, "calendar");
  // RFC 5545 ends every line with CRLF, the last one too; the library leaves that out.
  return [
    { name: `${name}.ics`, mediaType: "text/calendar", content: `${calendar.toString()}\r\n` },
    { name: `${name}.csv`, mediaType: "text/csv", content: csv },
  ];
}
