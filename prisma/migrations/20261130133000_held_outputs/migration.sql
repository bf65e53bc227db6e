-- AlterTable
ALTER TABLE "approvals" ADD COLUMN     "output" JSONB;
