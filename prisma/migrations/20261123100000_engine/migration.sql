-- What the engine needs to be exact and fast: see docs/architecture.md.

-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN "run_settings" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "runs" ADD COLUMN "live" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "redo" JSONB,
ADD COLUMN "rerun_of" TEXT,
ADD COLUMN "undone" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "step_runs" ADD COLUMN "avoid_worker" TEXT,
ADD COLUMN "corrected" JSONB,
ADD COLUMN "expected_seconds" DOUBLE PRECISION,
ADD COLUMN "item" INTEGER,
ADD COLUMN "item_value" JSONB,
ADD COLUMN "items_total" INTEGER,
ADD COLUMN "map_step" TEXT,
ADD COLUMN "missing" JSONB,
ADD COLUMN "own_tool" TEXT NOT NULL DEFAULT '',
ADD COLUMN "rank" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN "reads" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "repeats" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "result_key" TEXT,
ADD COLUMN "reused" JSONB,
ADD COLUMN "skip_cause" TEXT,
ADD COLUMN "slow_at" TIMESTAMPTZ(3),
ADD COLUMN "slow" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "stale" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "undoes" JSONB;

-- CreateTable
CREATE TABLE "concurrency_limits" (
    "workspace_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "most" INTEGER NOT NULL,

    CONSTRAINT "concurrency_limits_pkey" PRIMARY KEY ("workspace_id","scope")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "workspace_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("workspace_id","key")
);

-- CreateTable
CREATE TABLE "large_values" (
    "workspace_id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "part_of" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "large_values_pkey" PRIMARY KEY ("workspace_id","run_id","step_id","part_of","part")
);

-- Runs that are under way when this is applied.
UPDATE "step_runs" SET "own_tool" = coalesce("step"->>'tool', '');
UPDATE "step_runs" s SET "reads" = coalesce((
  SELECT jsonb_agg(d."from_step") FROM "step_dependencies" d
  WHERE d."workspace_id" = s."workspace_id" AND d."run_id" = s."run_id" AND d."to_step" = s."step_id"), '[]')
FROM "runs" r
WHERE r."workspace_id" = s."workspace_id" AND r."id" = s."run_id" AND r."status" NOT IN ('succeeded', 'failed', 'aborted');
UPDATE "runs" r SET "undone" = counts.undone, "live" = counts.live
FROM (
  SELECT "workspace_id", "run_id",
    count(*) FILTER (WHERE "status" NOT IN ('succeeded', 'skipped', 'cancelled')) AS undone,
    count(*) FILTER (WHERE "status" IN ('ready', 'running') OR ("status" = 'waiting' AND "waiting_for" = 'timer')) AS live
  FROM "step_runs" WHERE "pending" >= 0 GROUP BY 1, 2
) AS counts
WHERE counts."workspace_id" = r."workspace_id" AND counts."run_id" = r."id";
