-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "models" JSONB NOT NULL DEFAULT '{}';
