declare global {
  /** Zod's settings, which all its copies share. */
  var __zod_globalConfig: { jitless?: boolean } | undefined;
}

// To be faster Zod makes code from text where that is allowed. Our content security policy forbids it, and browsers report even that it was tried.
// Set here rather than by Zod's own function, so that no page has to load it for that.
if (typeof window !== "undefined") {
  globalThis.__zod_globalConfig ??= {};
  globalThis.__zod_globalConfig.jitless = true;
}

export {};
