"use client";

import { useRouter } from "next/navigation";
import { showToast } from "#components/ui/toast.tsx";
import type { ModelRole, ModelSettings } from "#lib/domain/model.ts";
import { ConnectionList } from "./connection-list.tsx";
import { RoleModels } from "./role-models.tsx";

const ROLES: Record<ModelRole, { title: string; what: string }> = {
  planner: {
    title: "Planner",
    what: "Drafts plans, edits them by chat and works out replans. Choose the strongest model you have.",
  },
  executor: {
    title: "Executor",
    what: "Writes texts and fills in what a plan left open. A cheaper model does.",
  },
  checker: {
    title: "Checker",
    what: "Judges outputs by the rubric of a done-condition. Best another model than the executor.",
  },
  embedding: {
    title: "Embedding",
    what: "Turns texts into vectors, by which documents are found by meaning. Playbooks have a small one of their own.",
  },
};

/** Connections to providers, and which of their models each role uses. */
export function ModelsPanel({ settings }: { settings: ModelSettings }) {
  const router = useRouter();
  const reload = () => router.refresh();
  return (
    <div className="flex flex-col gap-4">
      <ConnectionList connections={settings.connections} onChange={reload} />
      {settings.profiles.map((profile) => (
        <RoleModels
          key={profile.role}
          {...ROLES[profile.role]}
          profile={profile}
          connections={settings.connections}
          known={settings.known}
          onSaved={() => {
            showToast(`The ${ROLES[profile.role].title.toLowerCase()}'s models are saved.`);
            reload();
          }}
        />
      ))}
      <p className="text-xs text-muted">
        Costs come from the providers&apos; own counts and the price table {settings.priceTable}, which is
        part of this installation. A model that it does not know has the cost &ldquo;unknown&rdquo;. What may
        be spent is set under Settings, Runs.
      </p>
    </div>
  );
}
