import { DomainError } from "#lib/domain/errors.ts";

/** What a person reads when a server is not there, or is another workspace's. */
export function noServer(): DomainError {
  return new DomainError("not_found", "This MCP server is gone. Reload the page.");
}
