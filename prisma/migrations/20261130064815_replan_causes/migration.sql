-- AlterTable
ALTER TABLE "replans" ADD COLUMN     "accepted" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "cause" JSONB NOT NULL DEFAULT '{"kind": "request"}',
ADD COLUMN     "changes" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "choice" TEXT,
ADD COLUMN     "question" TEXT,
ADD COLUMN     "steps" JSONB NOT NULL DEFAULT '[]';

-- A patch was accepted as a whole: it becomes one change.
update replans
set choice = 'replan',
  changes = jsonb_build_array(jsonb_build_object(
    'words', 'All of it', 'also', '[]'::jsonb, 'quote', null, 'operations', patch, 'needs', '[]'::jsonb)),
  accepted = case when status = 'accepted' then '[0]'::jsonb else '[]'::jsonb end
where patch is not null and jsonb_typeof(patch) = 'array';

-- Nobody wrote the notes of replans that nobody asked for; of which steps they told is not known any more.
update replans set cause = '{"kind": "failure", "stepIds": []}', note = '' where created_by = 'system';

-- AlterTable
ALTER TABLE "replans" DROP COLUMN "patch";
