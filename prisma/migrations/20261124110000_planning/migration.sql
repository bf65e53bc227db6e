-- AlterTable
ALTER TABLE "plans" ADD COLUMN     "asked" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "attachments" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "built_in" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "drafting" TEXT,
ADD COLUMN     "mode" TEXT NOT NULL DEFAULT 'at_once',
ADD COLUMN     "planning" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "questions" JSONB;
