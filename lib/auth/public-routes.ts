/** Pages a stranger may open. */
export const PUBLIC_PAGES = ["/setup", "/sign-in"] as const;

/** Routes of the API a stranger may call, as they stand under `app`. */
export const PUBLIC_API = ["/api/auth/[...nextauth]", "/api/health"] as const;

/** Server actions a stranger may call: what the public pages need. */
export const PUBLIC_ACTIONS = ["createOwner"] as const;

/** Whether a path belongs to a public page or route. Everything else needs a signed-in member. */
export function isPublic(pathname: string): boolean {
  return [...PUBLIC_PAGES, ...PUBLIC_API].some((route) => {
    const rest = route.indexOf("/[...");
    return rest === -1 ? pathname === route : pathname.startsWith(route.slice(0, rest + 1));
  });
}
