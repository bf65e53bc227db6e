/** Most bytes of an answer; a plan of 500 steps is a few hundred thousand. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * `fetch` as model calls use it: an address that sends the request elsewhere is refused, since the key would travel with it, and
 * an answer that does not end is cut off.
 */
export const modelFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: "error" });
  if (response.body === null) return response;
  let bytes = 0;
  const capped = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > MOST_BYTES) controller.error(new Error("The model's answer is larger than 32 MB."));
        else controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(capped, { status, statusText, headers });
};
