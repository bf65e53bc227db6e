-- Words that are spelled alike. It belongs to Postgres and needs no superuser.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- AlterTable
ALTER TABLE "chunks" DROP CONSTRAINT "chunks_pkey",
ADD COLUMN     "generation" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "page" INTEGER,
ADD CONSTRAINT "chunks_pkey" PRIMARY KEY ("workspace_id", "document_id", "generation", "position");

-- AlterTable
ALTER TABLE "documents" ADD COLUMN     "bytes" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "chunk_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "file_id" TEXT,
ADD COLUMN     "generation" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "last_generation" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "notes" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "pending_file_id" TEXT,
ADD COLUMN     "problem" TEXT,
ADD COLUMN     "progress" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "sha256" TEXT,
ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'ready';

-- What lists show of a document is kept from now on, not counted: its text may have fifty megabytes.
UPDATE "documents" d SET
  "bytes" = octet_length(d."content"),
  "chunk_count" = (SELECT count(*) FROM "chunks" c WHERE c."workspace_id" = d."workspace_id" AND c."document_id" = d."id"),
  "sha256" = encode(sha256(convert_to(d."content", 'UTF8')), 'hex');

-- CreateTable
CREATE TABLE "document_files" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL DEFAULT 0,
    "sha256" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "document_files_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "document_parts" (
    "workspace_id" TEXT NOT NULL,
    "file_id" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "document_parts_pkey" PRIMARY KEY ("workspace_id","file_id","part")
);

-- CreateTable
CREATE TABLE "document_words" (
    "workspace_id" TEXT NOT NULL,
    "document_id" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "word" TEXT NOT NULL,

    CONSTRAINT "document_words_pkey" PRIMARY KEY ("workspace_id","document_id","generation","word")
);

-- The words of what is there already: kinds 1, 2, 3 are plain words, 10, 11, 15 to 17 compounds and their parts.
INSERT INTO "document_words" ("workspace_id", "document_id", "generation", "word")
SELECT DISTINCT c."workspace_id", c."document_id", c."generation", lower(found.token)
FROM "chunks" c CROSS JOIN LATERAL ts_parse('default', coalesce(c."heading", '') || ' ' || c."text") AS found(kind, token)
WHERE found.kind IN (1, 2, 3, 10, 11, 15, 16, 17) AND length(found.token) BETWEEN 4 AND 40;

-- CreateTable
CREATE TABLE "chunk_vectors" (
    "workspace_id" TEXT NOT NULL,
    "document_id" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "dimension" INTEGER NOT NULL,
    "vector" BYTEA NOT NULL,
    "seq" BIGSERIAL NOT NULL,

    CONSTRAINT "chunk_vectors_pkey" PRIMARY KEY ("workspace_id","document_id","generation","position")
);

-- A vector stays in its row up to a page: apart, each would cost a second look-up, and floats do not compress.
ALTER TABLE "chunk_vectors" ALTER COLUMN "vector" SET STORAGE MAIN;

-- CreateTable
CREATE TABLE "embedding_states" (
    "workspace_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "embedding_states_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateIndex
CREATE INDEX "chunk_vectors_workspace_id_model_seq_idx" ON "chunk_vectors"("workspace_id", "model", "seq");

-- CreateIndex
CREATE INDEX "document_words_trgm_idx" ON "document_words" USING GIN ("word" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "documents_workspace_id_sha256_idx" ON "documents"("workspace_id", "sha256");

-- AddForeignKey
ALTER TABLE "document_files" ADD CONSTRAINT "document_files_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_parts" ADD CONSTRAINT "document_parts_workspace_id_file_id_fkey" FOREIGN KEY ("workspace_id", "file_id") REFERENCES "document_files"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_words" ADD CONSTRAINT "document_words_workspace_id_document_id_fkey" FOREIGN KEY ("workspace_id", "document_id") REFERENCES "documents"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chunk_vectors" ADD CONSTRAINT "chunk_vectors_workspace_id_document_id_generation_position_fkey" FOREIGN KEY ("workspace_id", "document_id", "generation", "position") REFERENCES "chunks"("workspace_id", "document_id", "generation", "position") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "embedding_states" ADD CONSTRAINT "embedding_states_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;
