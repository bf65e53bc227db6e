-- Who has a plan open now. A crash may empty it: everybody who is there says so again within seconds.
CREATE UNLOGGED TABLE "presences" (
    "workspace_id" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "tab" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "step_id" TEXT,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "presences_pkey" PRIMARY KEY ("workspace_id","plan_id","tab")
);

-- AddForeignKey
ALTER TABLE "presences" ADD CONSTRAINT "presences_workspace_id_plan_id_fkey" FOREIGN KEY ("workspace_id", "plan_id") REFERENCES "plans"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
