/**
 * Where to go after signing in: a path of this very site, never another one that a link smuggled in.
 * @param origin this site's origin.
 * @returns path, query and fragment; "/" for anything else.
 */
export function safeReturnPath(wanted: string | null, origin: string): string {
  if (!wanted) return "/";
  try {
    const url = new URL(wanted, origin);
    if (url.origin !== origin) return "/";
    if (url.pathname === "/sign-in" || url.pathname === "/setup") return "/";
    // Two slashes at the start would name another host.
    return `${url.pathname.replace(/^\/{2,}/, "/")}${url.search}${url.hash}`;
  } catch {
    return "/";
  }
}
