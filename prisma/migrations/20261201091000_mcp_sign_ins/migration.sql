-- AlterTable
ALTER TABLE "mcp_servers" ADD COLUMN "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- Not all at once, since servers of many workspaces may be one program's.
UPDATE "mcp_servers" SET "due_at" = now() + random() * interval '1 hour';

-- CreateTable
CREATE TABLE "mcp_sign_ins" (
    "workspace_id" TEXT NOT NULL,
    "server_id" TEXT NOT NULL,
    "client" JSONB,
    "client_secret" TEXT,
    "server" JSONB,
    "tokens" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "account" TEXT,
    "signed_in_by" JSONB,
    "signed_in_at" TIMESTAMPTZ(3),
    "problem" TEXT,
    "generation" INTEGER NOT NULL DEFAULT 0,
    "renewing" TEXT,
    "renewing_until" TIMESTAMPTZ(3),

    CONSTRAINT "mcp_sign_ins_pkey" PRIMARY KEY ("workspace_id","server_id")
);

-- CreateTable
CREATE TABLE "mcp_sign_in_attempts" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "server_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "verifier" TEXT NOT NULL,
    "redirect_uri" TEXT NOT NULL,
    "server" JSONB NOT NULL,
    "client" JSONB NOT NULL,
    "client_secret" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mcp_sign_in_attempts_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "mcp_sign_in_attempts_workspace_id_server_id_idx" ON "mcp_sign_in_attempts"("workspace_id", "server_id");

-- CreateIndex
CREATE INDEX "mcp_servers_due_at_idx" ON "mcp_servers"("due_at");

-- AddForeignKey
ALTER TABLE "mcp_sign_ins" ADD CONSTRAINT "mcp_sign_ins_workspace_id_server_id_fkey" FOREIGN KEY ("workspace_id", "server_id") REFERENCES "mcp_servers"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mcp_sign_in_attempts" ADD CONSTRAINT "mcp_sign_in_attempts_workspace_id_server_id_fkey" FOREIGN KEY ("workspace_id", "server_id") REFERENCES "mcp_servers"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
