-- AlterTable
ALTER TABLE "step_runs" ADD COLUMN "slow_after" DOUBLE PRECISION;

-- CreateIndex
CREATE INDEX "runs_workspace_id_plan_id_number_idx" ON "runs"("workspace_id", "plan_id", "number" DESC);

-- Steps under way when this is applied are slow when their timeout is over, as all are that have no history.
UPDATE "step_runs" SET "slow_after" = ("step"->>'timeoutSeconds')::float8
WHERE "status" IN ('blocked', 'ready', 'running', 'waiting');
