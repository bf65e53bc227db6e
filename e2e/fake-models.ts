import type { LLMock } from "@copilotkit/aimock";
import { startFakeModels } from "#lib/testing/fake-models.ts";
import { openInstallation } from "./installation.ts";
import { test } from "./support.ts";

/**
 * Models for all tests of a spec, which forget what they were told before each. There is one installation for all specs: what is
 * connected meanwhile is taken away again.
 * @returns the models, once the first test has begun
 */
export function useFakeModels(): () => LLMock {
  let mock: LLMock | null = null;
  const running = () => {
    if (mock === null) throw new Error("No test has begun yet.");
    return mock;
  };
  test.beforeAll(async () => {
    mock = await startFakeModels();
  });
  test.beforeEach(() => {
    running().reset();
  });
  test.afterAll(async () => {
    const { prisma, close } = openInstallation();
    await prisma.modelProfile.deleteMany({});
    await prisma.modelConnection.deleteMany({});
    await close();
    await running().stop();
  });
  return running;
}
