/** Something that a reader chose, which this browser remembers: one value for each key. */
export type KeptValue<T> = {
  /** Read from storage the first time; the same object until it is set. */
  get: (key: string) => T;
  /** Keeps a value, and tells everybody who watches. */
  set: (key: string, value: T) => void;
  /** Gives how to stop watching. */
  watch: (listener: () => void) => () => void;
};

/**
 * @param name what the names in storage begin with; the key stands behind it, an empty one does not
 * @param read makes a value of a text in storage, which may be anything; when it throws, there is none
 * @param nothing what holds until a reader chooses; set again, it is no longer stored
 */
export function keptValue<T>(name: string, read: (text: string) => T, nothing: T): KeptValue<T> {
  const values = new Map<string, T>();
  const listeners = new Set<() => void>();
  const storageName = (key: string) => (key === "" ? name : `${name}.${key}`);

  function stored(key: string): T {
    try {
      const text = localStorage.getItem(storageName(key));
      return text === null ? nothing : read(text);
    } catch {
      // Storage is off, or holds something else: a choice then lasts as long as the page.
      return nothing;
    }
  }

  return {
    get: (key) => {
      const known = values.get(key) ?? stored(key);
      values.set(key, known);
      return known;
    },
    set: (key, value) => {
      values.set(key, value);
      try {
        if (value === nothing) localStorage.removeItem(storageName(key));
        else
          localStorage.setItem(storageName(key), typeof value === "string" ? value : JSON.stringify(value));
      } catch {
        // A full or forbidden storage must not stop what the reader does.
      }
      for (const listener of listeners) listener();
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
