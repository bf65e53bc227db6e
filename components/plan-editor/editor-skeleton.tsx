import { Skeleton, SkeletonRows } from "#components/ui/skeleton.tsx";

/** The editor's outline while it opens. */
export function EditorSkeleton() {
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-4 border-b bg-surface px-3 py-4">
        <Skeleton className="h-5 w-72" />
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-[17rem_1fr] max-[900px]:grid-cols-1">
        <div className="border-r bg-surface">
          <SkeletonRows rows={7} label="Opening the plan" />
        </div>
      </div>
    </div>
  );
}
