/** The places of the app that its bar leads to, in order. */
export const PLACES = [
  { href: "/", label: "Home" },
  { href: "/plans", label: "Plans" },
  { href: "/runs", label: "Runs" },
  { href: "/approvals", label: "Approvals" },
  { href: "/knowledge", label: "Knowledge" },
  { href: "/playbooks", label: "Playbooks" },
  { href: "/tools", label: "Tools" },
  { href: "/settings/runs", label: "Settings" },
] as const;
