"use client";

import { Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { importPlan } from "#lib/actions/import-plan.ts";
import { unwrap } from "#components/shell/api.ts";
import { ImportDialog } from "#components/shell/import-dialog.tsx";
import { Button } from "#components/ui/button.tsx";

/** Makes a plan from a file that Planwright exported, and opens it. */
export function ImportPlan() {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<Upload />} onClick={() => setOpen(true)}>
        Import
      </Button>
      {open && (
        <ImportDialog
          what="plan"
          onClose={() => setOpen(false)}
          onImport={async (text) => {
            const { planId } = await unwrap(importPlan({ text }));
            router.push(`/plans/${planId}`);
            return "leaving";
          }}
        />
      )}
    </>
  );
}
