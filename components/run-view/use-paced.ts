import { useEffect, useRef, useState } from "react";

const PACE_MS = 200;

/**
 * A value that changes many times a second, for what takes long to draw: the first change and those that follow within a moment are
 * shown together. The last one always comes.
 */
export function usePaced<Value>(value: Value): Value {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = value;
    if (value === shown) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setShown(latest.current);
    }, PACE_MS);
  }, [value, shown]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return shown;
}
