-- CreateTable
CREATE TABLE "candidate_sets" (
    "workspace_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "base" JSONB NOT NULL,
    "base_rev" INTEGER NOT NULL,
    "built_in" BOOLEAN NOT NULL DEFAULT false,
    "author" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "candidate_sets_pkey" PRIMARY KEY ("workspace_id","plan_id")
);

-- CreateTable
CREATE TABLE "plan_candidates" (
    "workspace_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "style" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "set_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "graph" JSONB,
    "derived" BOOLEAN NOT NULL DEFAULT false,
    "report" JSONB,
    "remarks" JSONB NOT NULL DEFAULT '[]',
    "same_as" TEXT,
    "message" TEXT,

    CONSTRAINT "plan_candidates_pkey" PRIMARY KEY ("workspace_id","plan_id","style")
);

-- CreateIndex
CREATE UNIQUE INDEX "plan_candidates_workspace_id_id_key" ON "plan_candidates"("workspace_id", "id");

-- AddForeignKey
ALTER TABLE "candidate_sets" ADD CONSTRAINT "candidate_sets_workspace_id_plan_id_fkey" FOREIGN KEY ("workspace_id", "plan_id") REFERENCES "plans"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "plan_candidates" ADD CONSTRAINT "plan_candidates_workspace_id_plan_id_fkey" FOREIGN KEY ("workspace_id", "plan_id") REFERENCES "candidate_sets"("workspace_id", "plan_id") ON DELETE CASCADE ON UPDATE CASCADE;
