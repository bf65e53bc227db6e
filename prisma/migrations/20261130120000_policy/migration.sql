-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "manifest" JSONB;

-- CreateTable
CREATE TABLE "policy_versions" (
    "workspace_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "policy" JSONB NOT NULL,
    "author" JSONB NOT NULL,
    "summary" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_versions_pkey" PRIMARY KEY ("workspace_id","number")
);

-- AddForeignKey
ALTER TABLE "policy_versions" ADD CONSTRAINT "policy_versions_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
