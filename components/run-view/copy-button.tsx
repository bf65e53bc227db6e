"use client";

import { Copy } from "lucide-react";
import { writeClipboard } from "#components/shell/write-clipboard.ts";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** Puts text on the clipboard, and says so. @param text is asked for when it is needed: it may be long */
export function CopyButton({ label, text }: { label: string; text: () => string }) {
  async function copy() {
    if (await writeClipboard(text())) showToast("Copied.");
    else showToast("The browser does not let this page copy. Select the text and copy it.", "error");
  }
  return (
    <Button size="small" icon={<Copy />} onClick={() => void copy()}>
      {label}
    </Button>
  );
}
