-- CreateTable
CREATE TABLE "mcp_servers" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "place" JSONB NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "state" TEXT NOT NULL,
    "message" TEXT,
    "about" TEXT,
    "reading" TEXT,
    "read_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mcp_servers_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "mcp_tools" (
    "workspace_id" TEXT NOT NULL,
    "server_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "offered" JSONB,
    "offered_hash" TEXT,
    "approved" JSONB,
    "approved_hash" TEXT,
    "side_effect" TEXT NOT NULL DEFAULT 'once',
    "approved_by" JSONB,
    "approved_at" TIMESTAMPTZ(3),

    CONSTRAINT "mcp_tools_pkey" PRIMARY KEY ("workspace_id","server_id","name")
);

-- CreateIndex
CREATE UNIQUE INDEX "mcp_servers_workspace_id_name_key" ON "mcp_servers"("workspace_id", "name");

-- AddForeignKey
ALTER TABLE "mcp_servers" ADD CONSTRAINT "mcp_servers_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mcp_tools" ADD CONSTRAINT "mcp_tools_workspace_id_server_id_fkey" FOREIGN KEY ("workspace_id", "server_id") REFERENCES "mcp_servers"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
