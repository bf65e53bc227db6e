import { z } from "zod";
import { Day } from "#lib/domain/goal.ts";
import { calendarFiles } from "../calendar/calendar-files.ts";
import { CalendarOutput } from "../calendar/calendar-io.ts";
import { publishingDays, spreadEntries, spreadOnce } from "../calendar/spread-entries.ts";
import { defineTool, ToolError } from "../contract.ts";

const LONGEST_DAYS = 731;

const Item = z.union([
  z.string().trim().min(1).max(300),
  z.object({ keyword: z.string().trim().min(1).max(300) }).transform((found) => found.keyword),
]);

/** A channel by name, or a group of a metrics analysis, of which those that lost money are left out. */
const Channel = z.union([
  z
    .string()
    .trim()
    .min(1)
    .max(200)
    .transform((name) => ({ name, pays: true })),
  z
    .object({ name: z.string().trim().min(1).max(200), returnOnSpend: z.number().nullish() })
    .transform(({ name, returnOnSpend }) => ({ name, pays: (returnOnSpend ?? 1) >= 1 })),
]);

const Input = z.object({
  from: Day.meta({ title: "First day", description: "First day of the period, such as 2027-01-01." }),
  to: Day.meta({ title: "Last day", description: "Last day of the period; it belongs to it." }),
  items: z.array(Item).min(1, "There is nothing to put into the calendar.").max(200).meta({
    title: "Items",
    description: "What to publish: titles, topics, or the keywords of an earlier step.",
  }),
  channels: z
    .array(Channel)
    .min(1, "There is no channel to publish on.")
    .max(50)
    .prefault(["Email", "Blog", "Social media"])
    .meta({
      title: "Channels",
      description:
        "Where to publish, in turn: names, or the groups of a metrics analysis (those that lost money are left out).",
    }),
  perWeek: z
    .number()
    .int()
    .min(1)
    .max(5)
    .default(2)
    .meta({ title: "Entries a week", description: "From 1 to 5, on weekdays." }),
  once: z.boolean().default(false).meta({
    title: "Each item once",
    description:
      "For tasks and milestones: every item comes once, in order, from the first day to the last, whatever the entries a week.",
  }),
  title: z
    .string()
    .trim()
    .min(1, "The title is empty.")
    .max(200)
    .default("Content calendar")
    .meta({ title: "Title", description: "Name of the calendar; the files are named after it." }),
});

/** Spreads items over the weekdays of a period and writes calendar files. */
export const calendarBuild = defineTool({
  name: "calendar.build",
  title: "Build calendar",
  description:
    "Spreads items over the weekdays of a period and over channels, as a list, an .ics and a .csv file.",
  input: Input,
  output: CalendarOutput,
  sideEffect: "read",
  local: true,
  timeoutSeconds: 30,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: async (args, { idempotencyKey, signal }) => {
    signal.throwIfAborted();
    const { from, to, items, channels, perWeek, once, title } = args;
    if (to < from) throw new ToolError("bad_input", `The last day (${to}) is before the first (${from}).`);
    if (Date.parse(to) - Date.parse(from) >= LONGEST_DAYS * 86_400_000) {
      throw new ToolError("bad_input", `The period is longer than ${LONGEST_DAYS} days.`);
    }
    const days = publishingDays(from, to, perWeek);
    if (days.length === 0 && !once)
      throw new ToolError("bad_input", `There is no weekday from ${from} to ${to}.`);
    const paying = channels.filter((channel) => channel.pays);
    const names = (paying.length > 0 ? paying : channels).map((channel) => channel.name);
    const entries = once ? spreadOnce({ from, to }, items, names) : spreadEntries(days, items, names);
    return Promise.resolve({
      output: { entries, files: calendarFiles(entries, title, idempotencyKey) },
      summary: `${entries.length} ${entries.length === 1 ? "entry" : "entries"} from ${entries[0]?.date} to ${entries.at(-1)?.date}.`,
    });
  },
});
