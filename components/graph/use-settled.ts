import { useEffect, useState } from "react";

/** How long a value must stay as it is, in milliseconds: longer than between two keys of one who types. */
const PAUSE_MS = 250;

/** The value as it was when it last stood still: for what takes longer than a key press may, and need not follow each. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
