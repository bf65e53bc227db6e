/** Seconds in words that fit a card: "0.4 s", "12 s", "3 min 5 s", "2 h 10 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600)
    return [`${Math.floor(whole / 60)} min`, whole % 60 ? `${whole % 60} s` : ""].join(" ").trim();
  return [`${Math.floor(whole / 3600)} h`, `${Math.floor((whole % 3600) / 60)} min`].join(" ");
}

/** Millionths of a dollar in words: "free", "$0.0021", "$1.20". */
export function formatMicros(micros: number): string {
  if (micros === 0) return "free";
  const dollars = micros / 1_000_000;
  return `$${dollars < 0.01 ? dollars.toFixed(4) : dollars.toFixed(2)}`;
}
