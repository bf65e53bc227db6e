/**
 * Says in the terminal what is being done and how long it took; says nothing of what was done in no time.
 * @throws whatever the work throws, after marking the line as failed
 */
export async function step<T>(doing: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  process.stdout.write(`· ${doing} …`);
  try {
    const result = await work();
    process.stdout.write(` ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (cause) {
    process.stdout.write(" failed\n");
    throw cause;
  }
}

/** One line in the terminal. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
