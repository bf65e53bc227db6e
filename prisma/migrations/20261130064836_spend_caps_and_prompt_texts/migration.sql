-- AlterTable
ALTER TABLE "model_calls" ADD COLUMN     "cap_key" TEXT,
ADD COLUMN     "counted_micros" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "prompt_texts" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "built_in_prompts" (
    "hash" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "built_in_prompts_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "model_calls_workspace_id_cap_key_idx" ON "model_calls"("workspace_id", "cap_key");


-- What a provider refused cost nothing. Until now that was null like what nobody knows, and only rows with tokens counted as unknown.
UPDATE "model_calls" SET "cost_micros" = 0
WHERE "cost_micros" IS NULL AND "input_tokens" IS NULL
  AND "failure" IN ('unauthorised', 'unknown_model', 'bad_request', 'rate_limited');
