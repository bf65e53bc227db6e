import type { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { startFakeModels } from "#lib/testing/fake-models.ts";

/** Fake models for the calling test file: before each test they forget what they were told and asked. Call it at its top. */
export async function fileModels(): Promise<LLMock> {
  const mock = await startFakeModels();
  beforeEach(() => {
    mock.reset();
  });
  afterAll(() => mock.stop());
  return mock;
}

/** As {@link fileModels}, for code that reads its connections from the file's database and unseals their keys. */
export async function fileModelsOf(databaseUrl: string): Promise<LLMock> {
  beforeAll(() => {
    vi.stubEnv("DATABASE_URL", databaseUrl);
    vi.stubEnv("PLANWRIGHT_ENCRYPTION_KEY", "e".repeat(48));
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
  return fileModels();
}
