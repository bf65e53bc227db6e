/** An entry of a calendar file, as it is shown. */
export type CalendarRow = { Starts: string; Ends: string; Title: string; Where: string };

/** The events of an iCalendar file (RFC 5545), in its order; what else it holds is left out. */
export function calendarRows(text: string): CalendarRow[] {
  const rows: CalendarRow[] = [];
  let row: CalendarRow | null = null;
  // A line that begins with a space goes on with the one before.
  for (const line of text.replace(/\r?\n[ \t]/g, "").split(/\r?\n/)) {
    if (line === "BEGIN:VEVENT") row = { Starts: "", Ends: "", Title: "", Where: "" };
    else if (line === "END:VEVENT" && row) {
      rows.push(row);
      row = null;
    } else if (row) {
      const field = /^([A-Z-]+)(?:;(?:"[^"]*"|[^":])*)?:(.*)$/s.exec(line);
      const value = field?.[2] ?? "";
      if (field?.[1] === "DTSTART") row.Starts = timeText(value);
      if (field?.[1] === "DTEND") row.Ends = timeText(value);
      if (field?.[1] === "SUMMARY") row.Title = unescaped(value);
      if (field?.[1] === "LOCATION") row.Where = unescaped(value);
    }
  }
  return rows;
}

function timeText(value: string): string {
  const time = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$/.exec(value);
  if (!time) return value;
  const [, year, month, day, hours, minutes, utc] = time;
  const date = `${year}-${month}-${day}`;
  return hours === undefined ? date : `${date} ${hours}:${minutes}${utc ? " UTC" : ""}`;
}

function unescaped(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, sign: string) => (sign.toLowerCase() === "n" ? "\n" : sign));
}
