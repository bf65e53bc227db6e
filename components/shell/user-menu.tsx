"use client";

import { CircleUser, LogOut } from "lucide-react";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";

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
  const auth = await import("next-auth/react");
  await auth.signOut({ callbackUrl: "/sign-in" });
}
