-- AlterTable
ALTER TABLE "step_runs" ADD COLUMN "slow_retried" BOOLEAN NOT NULL DEFAULT false;
