"use client";

import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";
import { writeClipboard } from "#components/shell/write-clipboard.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** A link that was just made. It is not kept, so that this is the time to copy it. */
export function NewLink({ address }: { address: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);

  async function copy() {
    field.current?.select();
    const written = await writeClipboard(address);
    setCopied(written);
    if (!written)
      showToast("The browser does not let this page copy. The link is selected: copy it yourself.", "error");
  }

  return (
    <Banner title="The link">
      <div className="mt-1 flex flex-wrap gap-2" role="status">
        <Input
          ref={field}
          readOnly
          aria-label="The link"
          className="min-w-0 flex-1 basis-60 font-mono"
          value={address}
          onFocus={({ target }) => target.select()}
        />
        <Button icon={copied ? <Check /> : <Copy />} onClick={() => void copy()}>
          {copied ? "Copied" : "Copy"}
        </Button>
      </div>
      <p className="mt-1 text-muted">Copy it now: only its hash is kept, so that it is not shown again.</p>
    </Banner>
  );
}
