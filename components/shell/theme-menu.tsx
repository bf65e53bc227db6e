"use client";

import { Check, Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel } from "#components/ui/menu.tsx";
import { applyTheme, type Theme } from "./theme.ts";

const CHOICES = [
  { theme: "system", label: "As the device", icon: <Monitor /> },
  { theme: "light", label: "Light", icon: <Sun /> },
  { theme: "dark", label: "Dark", icon: <Moon /> },
] as const;

/** Chooses light, dark, or what the device says. */
export function ThemeMenu({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const current = CHOICES.find((choice) => choice.theme === theme) ?? CHOICES[0];
  return (
    <Menu trigger={<IconButton label={`Theme: ${current.label.toLowerCase()}`} icon={current.icon} />}>
      <MenuLabel>Theme</MenuLabel>
      {CHOICES.map((choice) => (
        <MenuItem
          key={choice.theme}
          icon={choice.icon}
          onSelect={() => {
            applyTheme(choice.theme);
            setTheme(choice.theme);
          }}
        >
          <span className="flex items-center justify-between gap-3">
            {choice.label}
            {choice.theme === theme && <Check aria-label="chosen" />}
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}
