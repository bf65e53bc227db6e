/** What a person chose; "system" follows the device. */
export type Theme = "system" | "light" | "dark";

/** The theme that the cookie names; without one, or with another word in it, what the device says. */
export function themeOf(cookie: string | undefined): Theme {
  return cookie === "light" || cookie === "dark" ? cookie : "system";
}

/** The cookie the choice is kept in: the server reads it, so that the first paint is already right. */
export const THEME_COOKIE = "planwright-theme";

/** What was chosen, by the cookie that the browser keeps: for a page that is made without the server. */
export function chosenTheme(): Theme {
  const [, kept] = new RegExp(`(?:^|; )${THEME_COOKIE}=([^;]*)`).exec(document.cookie) ?? [];
  return themeOf(kept);
}

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Shows a theme at once and keeps it for later visits. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
