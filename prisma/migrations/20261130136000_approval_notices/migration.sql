-- A request can be handed to one member, reminds while nobody decides, and may be about a run's whole plan, which is no step.
ALTER TABLE "approvals"
    ADD COLUMN "delegated_by" JSONB,
    ADD COLUMN "delegated_at" TIMESTAMPTZ(3),
    ADD COLUMN "reminders" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "reminded_at" TIMESTAMPTZ(3),
    ALTER COLUMN "step_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "approval_notices" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "approval_id" TEXT NOT NULL,
    "notice" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "approval_notices_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "approval_notices_workspace_id_approval_id_idx" ON "approval_notices"("workspace_id", "approval_id");

-- AddForeignKey
ALTER TABLE "approval_notices" ADD CONSTRAINT "approval_notices_workspace_id_approval_id_fkey" FOREIGN KEY ("workspace_id", "approval_id") REFERENCES "approvals"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is still to be sent, oldest first.
create index approval_notices_unsent on approval_notices (created_at) where sent_at is null;
-- Of what waits, the requests whose next reminder is due.
create index approvals_reminding on approvals (remind_at) where status = 'pending' and remind_at is not null;

-- What is allowed for a run says of each argument what it must be, not its value alone.
update run_allowances
set allowance = jsonb_build_object('tool', allowance->'tool', 'toolVersion', null, 'rules', coalesce((
  select jsonb_object_agg(a.key, jsonb_build_object('kind', 'same', 'value', a.value)) from jsonb_each(allowance->'args') a), '{}'));
