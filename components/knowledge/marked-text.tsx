/** A text with stretches of it marked. @param marks begin and end of each, in order */
export function MarkedText({ text, marks }: { text: string; marks: readonly (readonly [number, number])[] }) {
  const parts: { from: number; to: number; marked: boolean }[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    if (from < at) continue;
    parts.push({ from: at, to: from, marked: false }, { from, to, marked: true });
    at = to;
  }
  parts.push({ from: at, to: text.length, marked: false });
  return parts
    .filter(({ from, to }) => to > from)
    .map(({ from, to, marked }) =>
      marked ? (
        <mark key={from} className="rounded-sm bg-accent-soft px-0.5 font-medium text-accent">
          {text.slice(from, to)}
        </mark>
      ) : (
        <span key={from}>{text.slice(from, to)}</span>
      ),
    );
}
