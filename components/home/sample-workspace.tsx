"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Library } from "lucide-react";
import { useState } from "react";
import { loadSampleWorkspace } from "#lib/actions/load-sample-workspace.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { Button, type ButtonProps } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** Loads the sample documents, and says how many there are. */
export function LoadSampleButton({ variant = "secondary" }: { variant?: ButtonProps["variant"] }) {
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);

  async function load() {
    setBusy(true);
    try {
      const { documents } = await unwrap(loadSampleWorkspace({}));
      await Promise.all([
        cache.invalidateQueries({ queryKey: ["home"] }),
        cache.invalidateQueries({ queryKey: ["documents"] }),
      ]);
      showToast(`The sample workspace is loaded: ${documents} documents.`);
    } catch (error) {
      showToast(failureOf(error).message, "error");
    } finally {
      setBusy(false);
    }
  }

  return (
    <Button variant={variant} busy={busy} icon={<Library />} onClick={() => void load()}>
      Load the sample workspace
    </Button>
  );
}
