"use client";

import { Search } from "lucide-react";
import { Input } from "#components/ui/input.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** A search field; `busy` while what it asks for is being fetched. */
export function SearchBox({
  label,
  value,
  onChange,
  busy = false,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  busy?: boolean;
}) {
  return (
    <div className="relative w-full sm:max-w-72">
      <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-muted [&_svg]:size-4">
        {busy ? <Spinner /> : <Search aria-hidden="true" />}
      </span>
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        maxLength={200}
        onChange={(event) => onChange(event.target.value)}
        className="pl-8"
      />
    </div>
  );
}
