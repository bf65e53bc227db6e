const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Kept: to make one takes a hundred times as long as to use it, and a list says hundreds of moments.
const EXACT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/**
 * How long ago something was, in words: "just now", "5 min ago", "3 h ago", "yesterday", and from a week on the date.
 * @param at milliseconds since the epoch, @param now the same for the reader's clock.
 */
export function agoText(at: number, now: number): string {
  const passed = now - at;
  if (passed < MINUTE) return "just now";
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  const days = daysBetween(at, now);
  if (passed < DAY || days === 0) return `${Math.floor(passed / HOUR)} h ago`;
  if (days === 1) return "yesterday";
  if (days < 7) return `${days} days ago`;
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat("en", {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(at);
}

/** How many midnights of the reader's zone lie between; a day on which the clock changes is an hour shorter or longer. */
function daysBetween(at: number, now: number): number {
  return Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY);
}

/** How long it is until then, in words: "in 5 min", "in 3 h", "in 2 days". */
export function untilText(at: number, now: number): string {
  const left = Math.max(0, at - now);
  if (left < HOUR) return `in ${Math.max(1, Math.round(left / MINUTE))} min`;
  if (left < 2 * DAY) return `in ${Math.round(left / HOUR)} h`;
  return `in ${Math.round(left / DAY)} days`;
}

/** Date and time to the second in the reader's zone: "23 Nov 2026, 14:03:09". */
export function exactText(at: number): string {
  return EXACT.format(at);
}

/** The time of day where that is today for the reader, else the date with it: "14:03:09", "1 Apr 2027, 00:00:00". */
export function pointText(at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return sameDay ? clockText(at) : exactText(at);
}

/** The time of day to the second in the reader's zone: "14:03:09". */
export function clockText(at: number): string {
  return CLOCK.format(at);
}
