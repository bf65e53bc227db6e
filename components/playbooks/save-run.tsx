"use client";

import { BookMarked } from "lucide-react";
import { useState } from "react";
import { PlanView, type RunView } from "#lib/domain/view.ts";
import { failureOf, getJson } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { SaveDialog, type ToSave } from "./save-dialog.tsx";

/** Keeps what a good run carried out as a playbook. */
export function SaveRun({ run }: { run: RunView }) {
  const [what, setWhat] = useState<ToSave | null>(null);
  const [busy, setBusy] = useState(false);

  async function open() {
    setBusy(true);
    try {
      // What the planner read in the goal is the plan's, not the run's.
      const { analysis } = await getJson(`/api/plans/${run.planId}`, PlanView);
      setWhat({ from: { runId: run.id }, title: run.planTitle, graph: run.graph, analysis });
    } catch (error) {
      showToast(failureOf(error).message, "error");
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button icon={<BookMarked />} busy={busy} onClick={() => void open()}>
        Save as playbook
      </Button>
      {what && <SaveDialog what={what} onClose={() => setWhat(null)} />}
    </>
  );
}
