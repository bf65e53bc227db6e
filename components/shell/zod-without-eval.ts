/** Where all of Zod's copies keep their settings. */
const shared = globalThis as typeof globalThis & { __zod_globalConfig?: { jitless?: boolean } };

// To be faster Zod makes code from text where that is allowed. Our content security policy forbids it, and browsers report even that it was tried.
// Set here rather than by Zod's own function, so that no page has to load it for that.
if (typeof window !== "undefined") {
  shared.__zod_globalConfig ??= {};
  shared.__zod_globalConfig.jitless = true;
}
