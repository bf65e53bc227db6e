/** What the global set-up hands to the test files: the server's addresses. */
export type TestServer = { adminUrl: string; templateDatabase: string };

declare module "vitest" {
  interface ProvidedContext {
    testServer: TestServer;
  }
}
