import { ToolError } from "../../contract.ts";

/** What proves to a server that a person signed in there. */
export type SignIn = {
  /**
   * The access token, renewed when it has run out.
   * @throws ToolError `sign_in_needed`, or why it cannot be renewed now; the signal's reason
   */
  token: (signal: AbortSignal) => Promise<string>;
  /** Another one in the place of one that the server refused. @throws as `token` */
  renew: (refused: string, signal: AbortSignal) => Promise<string>;
  /** What a person is told when the server refuses the new one as well. */
  refused: () => ToolError;
};

/** Says that nobody is signed in, why, and what to do about it. */
export function signInNeeded(server: string, why: string): ToolError {
  const message = `${why} An owner must sign in at the MCP server “${server}” under Settings, MCP servers.`;
  return new ToolError("sign_in_needed", message);
}
