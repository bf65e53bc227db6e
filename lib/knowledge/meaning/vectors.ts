/** A vector of length 1, so that the product of two is how alike they are; one of zeros stays one. */
export function unit(vector: ArrayLike<number>): Float32Array {
  const result = Float32Array.from(vector);
  let sum = 0;
  for (const number of result) sum += number * number;
  const length = Math.sqrt(sum);
  if (length > 0) for (let at = 0; at < result.length; at++) result[at] = (result[at] ?? 0) / length;
  return result;
}

/** How alike two vectors of length 1 are: 1 the same, about 0 strangers. `at`: where `b` begins in a longer row of them. */
export function likeness(a: Float32Array, b: Float32Array, at = 0): number {
  let sum = 0;
  // Both are as long as they say: a check at each number would cost a third of the time.
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[at + i] as number);
  return sum;
}

/** A vector as it is stored: 32-bit floats, little-endian, as all machines that Node runs on have them. */
export function toBytes(vector: Float32Array): Buffer<ArrayBuffer> {
  return Buffer.from(vector.buffer as ArrayBuffer, vector.byteOffset, vector.byteLength);
}

/** Undoes {@link toBytes}, for any number of vectors one after the other. */
export function fromBytes(bytes: Uint8Array): Float32Array {
  // A copy: floats must begin at a multiple of four bytes, which pieces of a buffer need not.
  const copy = new Uint8Array(bytes);
  return new Float32Array(copy.buffer, 0, Math.floor(copy.byteLength / 4));
}
