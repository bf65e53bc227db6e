"use client";

/**
 * Radix adds style elements (scroll lock) with the nonce it finds under this global, which bundlers define; the content
 * security policy refuses them without it.
 */
export function RadixNonce({ nonce }: { nonce: string | null }) {
  if (nonce) Object.assign(globalThis, { __webpack_nonce__: nonce });
  return null;
}
