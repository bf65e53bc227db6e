-- CreateTable
CREATE TABLE "model_connections" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "base_url" TEXT,
    "sealed_key" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_connections_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "model_profiles" (
    "workspace_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "choices" JSONB NOT NULL,

    CONSTRAINT "model_profiles_pkey" PRIMARY KEY ("workspace_id","role")
);

-- CreateTable
CREATE TABLE "model_calls" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "plan_id" TEXT,
    "run_id" TEXT,
    "step_id" TEXT,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "input_tokens" INTEGER,
    "cached_tokens" INTEGER,
    "output_tokens" INTEGER,
    "reasoning_tokens" INTEGER,
    "cost_micros" BIGINT,
    "price_table" TEXT,
    "failure" TEXT,
    "seconds" DOUBLE PRECISION NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_calls_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "model_connections_workspace_id_name_key" ON "model_connections"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "model_calls_workspace_id_run_id_step_id_idx" ON "model_calls"("workspace_id", "run_id", "step_id");

-- CreateIndex
CREATE INDEX "model_calls_workspace_id_created_at_idx" ON "model_calls"("workspace_id", "created_at");

-- AddForeignKey
ALTER TABLE "model_connections" ADD CONSTRAINT "model_connections_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_profiles" ADD CONSTRAINT "model_profiles_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
