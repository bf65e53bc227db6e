-- With which version a run began: edits and replans move it to later ones. Of runs from before this is known only for those that never moved.
ALTER TABLE "runs" ADD COLUMN "first_version" INTEGER;
UPDATE "runs" r SET "first_version" = r."version_number"
WHERE NOT EXISTS (
  SELECT 1 FROM "events" e WHERE e."workspace_id" = r."workspace_id" AND e."topic" = 'run:' || r."id"
    AND e."bodies" @> '[{"type": "run.moved"}]'::jsonb
);
