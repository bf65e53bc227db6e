-- AlterTable
ALTER TABLE "step_runs" ADD COLUMN "first_call" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "stop_for" TEXT;

-- AlterTable
ALTER TABLE "workers" ADD COLUMN "concurrency" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "last_seen_at" TIMESTAMPTZ(3);
