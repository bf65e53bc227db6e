const ALLOWED = new Set(["http:", "https:", "mailto:"]);

/**
 * A link's address as it may be followed: absolute, over http, https or mail.
 * @returns the address, or undefined when it is anything else: then the text stands without a link.
 */
export function safeLink(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return ALLOWED.has(url.protocol) ? url.href : undefined;
}
