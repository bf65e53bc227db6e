/**
 * Reads the beginning of a body. What is too much is left, which closes the connection.
 * @param mostBytes of the body, unpacked
 * @returns the bytes, and whether there was more
 * @throws what the body fails with
 */
export async function readBody(
  { body }: Response,
  mostBytes: number,
): Promise<{ bytes: Uint8Array; truncated: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > mostBytes) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, mostBytes), truncated: size > mostBytes };
}
