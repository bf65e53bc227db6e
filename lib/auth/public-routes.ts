/** Pages a stranger may open. */
export const PUBLIC_PAGES = ["/setup", "/share/[token]", "/sign-in"] as const;

/** Routes of the API a stranger may call, as they stand under `app`. */
export const PUBLIC_API = [
  "/api/auth/[...nextauth]",
  "/api/health",
  "/api/share/[token]",
  "/api/share/[token]/events",
  "/api/share/[token]/steps/[stepId]",
  "/api/share/[token]/steps/[stepId]/files/[name]",
  "/api/share/[token]/steps/[stepId]/output",
] as const;

/** Server actions a stranger may call: what the public pages need. */
export const PUBLIC_ACTIONS = ["createOwner"] as const;

const PATTERNS = [...PUBLIC_PAGES, ...PUBLIC_API].map((route) => {
  const parts = route.split("/").map((part) => {
    if (part.startsWith("[...")) return ".+";
    return part.startsWith("[") ? "[^/]+" : part;
  });
  return new RegExp(`^${parts.join("/")}$`);
});

/** Whether a path belongs to a public page or route. Everything else needs a signed-in member. */
export function isPublic(pathname: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(pathname));
}

/** Whether a path is a link's page, or a route that its page reads: what is behind it goes by the token in it, whoever asks. */
export function isShared(pathname: string): boolean {
  return isPublic(pathname) && /^\/(api\/)?share\//.test(pathname);
}
