"use client";

import { failureOf } from "#components/shell/api.ts";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";
import { OpenEditor } from "./open-editor.tsx";
import { usePlan, useTools } from "./plan-queries.ts";

/** The plan editor: loads the plan and the tools, and opens when both are there. */
export function PlanEditor({ planId }: { planId: string }) {
  const plan = usePlan(planId);
  const tools = useTools();
  if (plan.data && tools.data) {
    return <OpenEditor plan={plan.data} tools={tools.data} refetch={() => void plan.refetch()} />;
  }
  const error = plan.error ?? tools.error;
  if (!error) return <EditorSkeleton />;
  const failure = failureOf(error);
  return (
    <div className="p-4">
      <ErrorNote
        title={failure.code === "not_found" ? "There is no such plan" : "The plan could not be loaded"}
        message={failure.message}
        id={failure.id}
        onRetry={() => {
          void plan.refetch();
          void tools.refetch();
        }}
      />
    </div>
  );
}

/** The editor's outline while the plan is on its way. */
export function EditorSkeleton() {
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-4 border-b bg-surface px-3 py-3">
        <Skeleton className="h-5 w-72" />
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-[17rem_1fr] max-[900px]:grid-cols-1">
        <div className="border-r bg-surface">
          <SkeletonRows rows={7} label="Loading the plan" />
        </div>
      </div>
    </div>
  );
}
