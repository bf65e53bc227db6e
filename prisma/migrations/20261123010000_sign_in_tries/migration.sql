-- CreateTable
CREATE TABLE "sign_in_tries" (
    "key" TEXT NOT NULL,
    "tries" INTEGER NOT NULL,
    "resets_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_tries_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "sign_in_tries_resets_at_idx" ON "sign_in_tries"("resets_at");
