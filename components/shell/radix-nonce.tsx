"use client";

/**
 * Radix adds style elements (scroll lock) with the nonce it finds under this global, which bundlers define; the content
 * security policy refuses them without it. The document's policy stays the one it came with, so its first nonce stays too: a
 * refresh of the page's data brings the nonce of another request.
 */
export function RadixNonce({ nonce }: { nonce: string | null }) {
  if (nonce && !("__webpack_nonce__" in globalThis)) Object.assign(globalThis, { __webpack_nonce__: nonce });
  return null;
}
