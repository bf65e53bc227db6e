-- When it was worked out which calls of an aborted run can be undone, and offered to a person.
ALTER TABLE "runs" ADD COLUMN "undo_offered_at" TIMESTAMPTZ(3);

-- Tools declared nothing to undo when these were aborted.
UPDATE "runs" SET "undo_offered_at" = CURRENT_TIMESTAMP WHERE "status" = 'aborted';

-- What workers look for; empty but for a moment.
CREATE INDEX "runs_to_offer_undo" ON "runs" ("workspace_id", "id") WHERE "status" = 'aborted' AND "undo_offered_at" IS NULL;
