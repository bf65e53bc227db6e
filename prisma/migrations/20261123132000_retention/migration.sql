-- AlterTable
ALTER TABLE "runs" ADD COLUMN "pruned_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- Runs that have ended and whose events and large values are still there (lib/ledger/delete-old.ts).
CREATE INDEX "runs_unpruned" ON "runs" ("workspace_id", "finished_at")
  WHERE "finished_at" IS NOT NULL AND ("pruned_at" IS NULL OR "pruned_at" < "finished_at");
