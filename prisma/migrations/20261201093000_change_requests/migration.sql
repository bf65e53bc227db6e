-- AlterTable
ALTER TABLE "approvals" ADD COLUMN "edit" JSONB,
ADD COLUMN "replan_id" TEXT;
