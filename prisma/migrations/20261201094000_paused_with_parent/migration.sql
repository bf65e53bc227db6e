-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "paused_with_parent" BOOLEAN NOT NULL DEFAULT false;
