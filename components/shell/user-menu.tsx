"use client";

import { CircleUser, LogOut } from "lucide-react";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** Who is signed in, and the way out. */
export function UserMenu({ name }: { name: string }) {
  return (
    <Menu trigger={<IconButton label={`Account: ${name}`} icon={<CircleUser />} />}>
      <MenuLabel>{name}</MenuLabel>
      <MenuSeparator />
      <MenuItem icon={<LogOut />} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}

async function signOut(): Promise<void> {
  try {
    const auth = await import("next-auth/react");
    await auth.signOut({ callbackUrl: "/sign-in" });
  } catch {
    showToast(
      "You are still signed in: the server cannot be reached. Check your connection, then try again.",
      "error",
    );
  }
}
