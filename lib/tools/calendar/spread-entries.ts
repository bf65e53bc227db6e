import type { CalendarEntry } from "./calendar-io.ts";

const DAY_MS = 86_400_000;
/** Weekdays (1 is Monday) for so many entries a week, as far apart as they go. */
const WEEKDAYS: Record<number, number[]> = {
  1: [2],
  2: [2, 4],
  3: [1, 3, 5],
  4: [1, 2, 4, 5],
  5: [1, 2, 3, 4, 5],
};

/** Angles by what a channel can carry, so that a topic that comes back comes back as another piece. */
const ANGLES: { channel: RegExp; angles: string[] }[] = [
  {
    channel: /e-?mail|newsletter|letter/i,
    angles: ["one doubt answered", "a customer's letter", "how to, step by step", "reminder"],
  },
  {
    channel: /search|seo|web|blog|site/i,
    angles: ["guide", "comparison", "questions and answers", "what it costs"],
  },
  {
    channel: /social|video|film|instagram|tiktok|facebook/i,
    angles: ["short film", "before and after", "behind the scenes", "question to readers"],
  },
  {
    channel: /influenc|partner|blogger|creator/i,
    angles: ["first test", "a month later", "kitchen tour", "reader questions"],
  },
  {
    channel: /shop|store|retail|event|fair/i,
    angles: ["shelf card", "demonstration", "trial", "talk with the shop"],
  },
];
const OTHER_ANGLES = ["introduction", "closer look", "example", "summary"];

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Publishing days within a period, both ends included: weekdays, `perWeek` in each full week. */
export function publishingDays(from: string, to: string, perWeek: number): string[] {
  const days: string[] = [];
  const wanted = WEEKDAYS[perWeek] ?? [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY_MS) {
    if (wanted.includes(new Date(time).getUTCDay())) days.push(dayOf(time));
  }
  if (days.length > 0) return days;
  // A period of a few days may miss the usual weekdays: any weekday in it will do.
  for (let time = Date.parse(from); time <= Date.parse(to) && days.length < perWeek; time += DAY_MS) {
    if (![0, 6].includes(new Date(time).getUTCDay())) days.push(dayOf(time));
  }
  return days;
}

/**
 * Puts every item on a day once, in order, the first on the first weekday of the period and the last on the last; with more items
 * than weekdays several share a day. A period without a weekday (a weekend) is taken as it is.
 */
export function spreadOnce(
  period: { from: string; to: string },
  items: readonly string[],
  channels: readonly string[],
): CalendarEntry[] {
  const weekdays = publishingDays(period.from, period.to, 5);
  const days = weekdays.length > 0 ? weekdays : [period.from];
  const gaps = Math.max(items.length - 1, 1);
  return items.map((item, at) => ({
    date: days[Math.floor((at * (days.length - 1)) / gaps)] ?? period.from,
    title: `${item.charAt(0).toUpperCase()}${item.slice(1)}`,
    channel: channels[at % channels.length] ?? "",
  }));
}

/**
 * Spreads items over days and channels, always the same for the same input. Every item comes once before any comes again,
 * then on the next channel and from another angle.
 */
export function spreadEntries(
  days: readonly string[],
  items: readonly string[],
  channels: readonly string[],
): CalendarEntry[] {
  return days.map((date, at) => {
    const round = Math.floor(at / items.length);
    const item = items[at % items.length] ?? "";
    // When items divide evenly by channels, each round is shifted by one, or an item would keep its channel for ever.
    const shift = items.length % channels.length === 0 ? round : 0;
    const channel = channels[(at + shift) % channels.length] ?? "";
    const angles = ANGLES.find((known) => known.channel.test(channel))?.angles ?? OTHER_ANGLES;
    const angle = angles[(round + (at % items.length)) % angles.length] ?? "";
    return { date, title: `${item.charAt(0).toUpperCase()}${item.slice(1)}: ${angle}`, channel };
  });
}
