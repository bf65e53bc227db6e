-- AlterTable
ALTER TABLE "step_runs" ADD COLUMN "slow_replan" BOOLEAN NOT NULL DEFAULT false;
