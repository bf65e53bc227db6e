"use client";

import { useState } from "react";
import { importPlaybook } from "#lib/actions/import-playbook.ts";
import type { Finding } from "#lib/domain/finding.ts";
import { unwrap } from "#components/shell/api.ts";
import { ImportDialog } from "#components/shell/import-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** Takes a playbook from a file or from what is pasted, and tells what this installation lacks for it. */
export function ImportPlaybook({ onClose, afterwards }: { onClose: () => void; afterwards: () => void }) {
  const [done, setDone] = useState<{ name: string; findings: Finding[] } | null>(null);
  if (done) return <Imported {...done} onClose={onClose} />;
  return (
    <ImportDialog
      what="playbook"
      onClose={onClose}
      onImport={async (text) => {
        const { name, findings } = await unwrap(importPlaybook({ text }));
        afterwards();
        if (findings.length > 0) return setDone({ name, findings });
        showToast(`“${name}” is imported.`);
        onClose();
      }}
    />
  );
}

function Imported({ name, findings, onClose }: { name: string; findings: Finding[]; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`“${name}” is imported`}
      description="Plans made from it have to be mended before they can run:"
      actions={
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      }
    >
      <ul className="flex list-disc flex-col gap-1 pl-5 [overflow-wrap:anywhere]">
        {findings.map(({ stepId, message, fix }, i) => (
          <li key={i}>
            {stepId && <span className="text-muted">{stepId}: </span>}
            {message} {fix}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
