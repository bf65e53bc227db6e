import { expect, test } from "vitest";
import { calendarRows } from "./calendar-rows.ts";
import { fileKind } from "./file-kind.ts";

test.each([
  ["a.svg", "image/svg+xml", "picture"],
  ["a.png", "image/png", "picture"],
  ["a.md", "text/markdown", "markdown"],
  ["a.csv", "text/csv; charset=utf-8", "table"],
  ["a.ics", "text/calendar", "calendar"],
  ["a.json", "application/json", "json"],
  ["a.csv", "application/octet-stream", "table"],
  ["page.html", "text/html", "text"],
  ["page.md", "text/html", "markdown"],
  ["a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", null],
  ["a.svg", "application/pdf", null],
  ["a.exe", "application/octet-stream", null],
  ["constructor", "text/plain", "text"],
])("%s of the type %s is looked at as %s", (name, mediaType, kind) => {
  expect(fileKind({ name, mediaType })).toBe(kind);
});

test("the events of a calendar file are rows, with lines put together and signs taken back", () => {
  const text = [
    "BEGIN:VCALENDAR",
    "BEGIN:VEVENT",
    "DTSTART;VALUE=DATE:20270104",
    "SUMMARY:Post\\, part one\\; and a very",
    "  long title",
    "END:VEVENT",
    "BEGIN:VEVENT",
    'DTSTART;TZID="Europe: Berlin":20270105T093000',
    "DTEND:20270105T103000Z",
    "LOCATION:Room\\n2",
    "END:VEVENT",
    "END:VCALENDAR",
  ].join("\r\n");
  expect(calendarRows(text)).toEqual([
    { Starts: "2027-01-04", Ends: "", Title: "Post, part one; and a very long title", Where: "" },
    { Starts: "2027-01-05 09:30", Ends: "2027-01-05 10:30 UTC", Title: "", Where: "Room\n2" },
  ]);
  expect(calendarRows("no calendar")).toEqual([]);
});
