import { z } from "zod";
import { Day } from "#lib/domain/goal.ts";
import { OutputFileContent } from "../contract.ts";

export const CalendarEntry = z.object({
  date: Day.describe("Day of publication"),
  title: z.string().describe("What to publish"),
  channel: z.string().describe("Where to publish it"),
});
export type CalendarEntry = z.infer<typeof CalendarEntry>;

/** What the calendar tool gives. */
export const CalendarOutput = z.object({
  entries: z.array(CalendarEntry).describe("The entries, by date"),
  files: z.array(OutputFileContent).describe("The calendar as .ics and .csv"),
});
export type CalendarOutput = z.infer<typeof CalendarOutput>;
