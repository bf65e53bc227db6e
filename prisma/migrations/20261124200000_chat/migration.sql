-- CreateTable
CREATE TABLE "chat_messages" (
    "workspace_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "key" TEXT,
    "answers" TEXT,
    "base_rev" INTEGER,
    "base" JSONB,
    "changes" JSONB,
    "accepted" JSONB,
    "outcome" TEXT,
    "answered_by" TEXT,
    "input_tokens" INTEGER,
    "output_tokens" INTEGER,
    "cost_micros" BIGINT,
    "author" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_by" JSONB,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "chat_messages_pkey" PRIMARY KEY ("workspace_id","plan_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "chat_messages_workspace_id_plan_id_key_key" ON "chat_messages"("workspace_id", "plan_id", "key");

-- AddForeignKey
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_workspace_id_plan_id_fkey" FOREIGN KEY ("workspace_id", "plan_id") REFERENCES "plans"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the worker looks for when it tells of messages that nobody will answer; empty but for a moment.
CREATE INDEX "chat_messages_working" ON "chat_messages" ("workspace_id", "id") WHERE "status" = 'working';
