"use client";

import { LogIn, LogOut } from "lucide-react";
import { useState } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { connectMcpServer } from "#lib/actions/connect-mcp-server.ts";
import { disconnectMcpServer } from "#lib/actions/disconnect-mcp-server.ts";
import type { McpSignInView } from "#lib/domain/mcp.ts";

/** Who is signed in at a server, and what an owner can do about it. */
export function SignInLine({
  serverId,
  server,
  signIn,
  onChange,
}: {
  serverId: string;
  /** Its name. */
  server: string;
  signIn: McpSignInView;
  onChange: () => void;
}) {
  const [busy, setBusy] = useState<"in" | "out" | null>(null);
  const { signedIn, until, problem } = signIn;
  const again = signedIn !== null || problem !== null;

  async function connect() {
    if (busy) return;
    setBusy("in");
    try {
      const { url } = await unwrap(connectMcpServer({ serverId }));
      // Busy until the other page is there.
      window.location.assign(url);
    } catch (error) {
      showToast(failureOf(error).message, "error");
      setBusy(null);
    }
  }

  async function disconnect() {
    if (busy) return;
    setBusy("out");
    try {
      await unwrap(disconnectMcpServer({ serverId }));
      showToast(`You are signed out of "${server}".`);
      onChange();
    } catch (error) {
      showToast(failureOf(error).message, "error");
    } finally {
      setBusy(null);
    }
  }

  return (
    <div role="group" aria-label={`Sign-in at ${server}`} className="flex flex-col gap-2">
      {problem !== null && <Banner tone={signedIn ? "warning" : "error"}>{problem}</Banner>}
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 basis-56 text-xs break-words text-muted">
          {signedIn ? (
            <>
              Connected
              {signedIn.account !== null && ` as ${signedIn.account}`}, by {signedIn.by}{" "}
              <Moment at={signedIn.at} />
              {until === null ? (
                ". It is renewed by itself."
              ) : (
                <>
                  , until it runs out <Moment at={until} ahead />.
                </>
              )}
            </>
          ) : (
            "Nobody is signed in there. Its tools cannot be used before an owner is."
          )}
        </p>
        <Button
          size="small"
          variant={signedIn ? "secondary" : "primary"}
          icon={<LogIn />}
          busy={busy === "in"}
          onClick={() => void connect()}
        >
          {again ? "Sign in again" : "Connect"}
        </Button>
        {signedIn && (
          <Button size="small" icon={<LogOut />} busy={busy === "out"} onClick={() => void disconnect()}>
            Disconnect
          </Button>
        )}
      </div>
    </div>
  );
}
