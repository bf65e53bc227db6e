/** Bytes that tell what a body is. */
const BEGINNING = 5;

/**
 * Reads the beginning of a body. What is too much is left, which closes the connection.
 * @param mostBytes of the body, unpacked
 * @param isWanted judges the beginning, 5 bytes at least unless it is shorter: what it does not want is left there
 * @returns the bytes, and whether there was more
 * @throws what the body fails with
 */
export async function readBody(
  { body }: Response,
  mostBytes: number,
  isWanted: (beginning: Uint8Array) => boolean = () => true,
): Promise<{ bytes: Uint8Array; truncated: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let judged = false;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > mostBytes) break;
    if (judged || size < BEGINNING) continue;
    judged = true;
    if (!isWanted(Buffer.concat(chunks))) return { bytes: Buffer.concat(chunks), truncated: true };
  }
  return { bytes: Buffer.concat(chunks).subarray(0, mostBytes), truncated: size > mostBytes };
}
