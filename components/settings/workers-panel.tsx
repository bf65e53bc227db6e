"use client";

import { useQuery } from "@tanstack/react-query";
import { Cpu } from "lucide-react";
import Link from "next/link";
import { failureOf, getJson } from "#components/shell/api.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { type QueueView, type WorkerView, WorkersView } from "#lib/domain/worker.ts";

const REFRESH_MS = 3_000;

const STATES: Record<WorkerView["state"], { word: string; tone: Tone }> = {
  alive: { word: "Alive", tone: "succeeded" },
  stopped: { word: "Stopped", tone: "neutral" },
  lost: { word: "Lost", tone: "failed" },
};

/** The workers and the queue, as they are: looked at again every few seconds. */
export function WorkersPanel({ initial }: { initial: WorkersView }) {
  const view = useQuery({
    queryKey: ["workers"],
    queryFn: ({ signal }) => getJson("/api/workers", WorkersView, signal),
    initialData: initial,
    refetchInterval: REFRESH_MS,
  });
  const { workers, queue, inAll } = view.data;
  const alive = workers.filter(({ state }) => state === "alive");
  return (
    <>
      {view.isError && <ErrorNote {...failureOf(view.error)} onRetry={() => void view.refetch()} />}
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure name="Workers alive" value={String(alive.length)} />
        <Figure
          name="Steps that wait for a worker"
          value={atMost(queue.steps, queue.most)}
          more={inAll && `${atMost(inAll.ready, queue.most)} in all workspaces`}
        />
        <Figure
          name="Steps that run"
          value={String(workers.reduce((sum, worker) => sum + worker.running, 0))}
          more={inAll && `${inAll.running.toLocaleString("en")} in all workspaces`}
        />
        <Oldest queue={queue} />
      </dl>
      <section aria-label="Workers" className="rounded-lg border bg-surface">
        {alive.length === 0 && (
          <EmptyState icon={<Cpu />} title="No worker is running">
            Runs wait until one does. <code className="font-mono text-xs">npm start</code> starts one with the
            app; <code className="font-mono text-xs">node lib/worker/main.ts</code> starts a further one on
            any machine that has the same <code className="font-mono text-xs">DATABASE_URL</code>.
          </EmptyState>
        )}
        {workers.length > 0 && (
          <ul aria-label="Workers" className="divide-y">
            {workers.map((worker) => (
              <WorkerRow key={worker.id} worker={worker} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function Figure({ name, value, more }: { name: string; value: string; more?: string | null }) {
  return (
    <div className="rounded-lg border bg-surface px-4 py-3">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="text-lg font-semibold tabular-nums">{value}</dd>
      {more && <dd className="text-xs text-muted tabular-nums">{more}</dd>}
    </div>
  );
}

function Oldest({ queue: { oldest } }: { queue: QueueView }) {
  return (
    <div className="min-w-0 rounded-lg border bg-surface px-4 py-3">
      <dt className="text-xs text-muted">Has waited longest</dt>
      {oldest ? (
        <>
          <dd className="truncate font-semibold">
            <Link href={`/runs/${oldest.runId}`} className="rounded-sm hover:underline" title={oldest.title}>
              {oldest.title}
            </Link>
          </dd>
          <dd className="text-xs text-muted">
            Run {oldest.runNumber}, ready <Moment at={oldest.since} />
          </dd>
        </>
      ) : (
        <dd className="text-lg font-semibold">–</dd>
      )}
    </div>
  );
}

function WorkerRow({ worker }: { worker: WorkerView }) {
  const look = STATES[worker.state];
  const gone = worker.state !== "alive";
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className={gone ? "truncate text-muted" : "truncate font-medium"}>{worker.host}</p>
        <p className="truncate text-xs text-muted">
          Process {worker.pid} · <span className="font-mono">{worker.id.slice(-8)}</span>
        </p>
      </div>
      <Badge tone={look.tone}>{look.word}</Badge>
      <span className="text-xs text-muted tabular-nums sm:w-28 sm:text-right">
        {worker.running} of {worker.concurrency} steps
      </span>
      <span className="text-xs text-muted sm:w-40 sm:text-right">
        {gone && worker.lastSeenAt ? (
          <>
            last seen <Moment at={worker.lastSeenAt} />
          </>
        ) : (
          <>
            since <Moment at={worker.startedAt} />
          </>
        )}
      </span>
    </li>
  );
}

function atMost(count: number, most: number): string {
  return count >= most ? `${most.toLocaleString("en")} or more` : count.toLocaleString("en");
}
