"use client";

import { ListTree, Play, Settings, SquareDashed, Zap } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { useRef, useState, type ReactNode } from "react";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SearchList, SearchProblem } from "#components/ui/search-list.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useReturnFocus } from "#components/ui/use-return-focus.ts";
import { MOST_MESSAGE_CHARACTERS } from "#lib/domain/needed-changes.ts";
import { offeredNow, type Command } from "./commands.ts";
import { listEntries } from "./list-entries.ts";
import { PAGES } from "./pages.ts";
import { useRecent } from "./use-recent.ts";

/** What stands before those that bring no icon of their own. */
const ICONS: Readonly<Record<string, ReactNode>> = {
  Plan: <ListTree />,
  Run: <Play />,
  Step: <SquareDashed />,
  Page: <Settings />,
};

/** One list of all that can be done here and all places to go, searched by typing; what is no command is for the planner. */
export function Palette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const focus = useReturnFocus();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const chosen = useRef<(() => void) | null>(null);
  const recent = useRecent(text);
  const { commands, asker } = offeredNow();
  const go = (href: string) => () => router.push(href);
  const pages = PAGES.map((page) => ({ ...page, id: page.href, group: "Page", run: go(page.href) }));
  const found = recent.found.map((it) => ({ ...it, id: it.href, run: go(it.href) }));
  const entries = listEntries(text, { commands, asker, pages, found, late: recent.late });
  const label = asker
    ? "Find something, or say what should change"
    : "Find a command, a page, a plan or a run";

  function pick(entry: Command) {
    setProblem(entry.problem ?? null);
    if (entry.problem) return;
    chosen.current = entry.run;
    onClose();
  }

  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/45 data-[state=open]:animate-appear" />
        <Radix.Content
          {...focus}
          aria-describedby={undefined}
          // What it opens is to find the focus where it was, and not to lose it to this dialog.
          onCloseAutoFocus={(event) => {
            focus.onCloseAutoFocus(event);
            chosen.current?.();
          }}
          className="fixed top-[12vh] left-1/2 z-50 flex max-h-[min(30rem,76vh)] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 flex-col rounded-lg border max-sm:top-3 bg-raised shadow-raised data-[state=open]:animate-appear focus:outline-none"
        >
          <Radix.Title className="sr-only">Commands and places</Radix.Title>
          <SearchList
            label={label}
            listLabel="Commands and places"
            text={text}
            most={MOST_MESSAGE_CHARACTERS}
            onText={(next) => {
              setText(next);
              setProblem(null);
            }}
            items={entries}
            keyOf={({ id }) => id}
            render={(entry) => <Entry entry={entry} />}
            onPick={pick}
            note={problem !== null && <SearchProblem>{problem}</SearchProblem>}
            footer={
              <Footer
                busy={recent.busy}
                failure={recent.failure?.message ?? null}
                none={entries.length === 0 && !recent.late}
                onRetry={recent.again}
              />
            }
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Entry({ entry }: { entry: Command }) {
  return (
    <>
      <span aria-hidden className="shrink-0 text-muted [&_svg]:size-4">
        {entry.icon ?? ICONS[entry.group] ?? <Zap />}
      </span>
      <span className="min-w-0 flex-1">
        <span className="line-clamp-2 [overflow-wrap:anywhere]">{entry.label}</span>
        {entry.problem && <span className="line-clamp-2 text-xs text-muted">{entry.problem}</span>}
      </span>
      <span className="shrink-0 text-xs text-muted">{entry.group}</span>
      {entry.keys && (
        <kbd className="shrink-0 font-mono text-xs text-muted max-sm:hidden pointer-coarse:hidden">
          {entry.keys}
        </kbd>
      )}
    </>
  );
}

/** How the search of plans and runs stands. Always there, so that nothing jumps while one types. */
function Footer({
  busy,
  failure,
  none,
  onRetry,
}: {
  busy: boolean;
  failure: string | null;
  none: boolean;
  onRetry: () => void;
}) {
  if (failure !== null)
    return (
      <ErrorNote
        title="Plans and runs could not be searched"
        message={failure}
        onRetry={onRetry}
        className="m-2"
      />
    );
  return (
    <div className="flex min-h-8 items-center border-t px-3 py-1.5 text-xs text-muted">
      {busy ? (
        <Spinner label="Searching plans and runs" />
      ) : none ? (
        <p role="status">Nothing is called that.</p>
      ) : (
        <>
          <p className="pointer-coarse:hidden">Arrows choose, Enter opens, Escape closes.</p>
          <p className="hidden pointer-coarse:block">A tap beside the list closes it.</p>
        </>
      )}
    </div>
  );
}
