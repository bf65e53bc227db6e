-- AlterTable
ALTER TABLE "chat_messages" ADD COLUMN "thread_id" TEXT;

-- CreateTable
CREATE TABLE "comment_threads" (
    "workspace_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "step_title" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "blocks" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_by" JSONB,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "comment_threads_pkey" PRIMARY KEY ("workspace_id","plan_id","id")
);

-- CreateTable
CREATE TABLE "comments" (
    "workspace_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "thread_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "author" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "edited_at" TIMESTAMPTZ(3),

    CONSTRAINT "comments_pkey" PRIMARY KEY ("workspace_id","plan_id","id")
);

-- CreateIndex
CREATE INDEX "comments_workspace_id_plan_id_thread_id_idx" ON "comments"("workspace_id", "plan_id", "thread_id");

-- CreateIndex
CREATE UNIQUE INDEX "comments_workspace_id_plan_id_key_key" ON "comments"("workspace_id", "plan_id", "key");

-- AddForeignKey
ALTER TABLE "comment_threads" ADD CONSTRAINT "comment_threads_workspace_id_plan_id_fkey" FOREIGN KEY ("workspace_id", "plan_id") REFERENCES "plans"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comments" ADD CONSTRAINT "comments_workspace_id_plan_id_thread_id_fkey" FOREIGN KEY ("workspace_id", "plan_id", "thread_id") REFERENCES "comment_threads"("workspace_id", "plan_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
