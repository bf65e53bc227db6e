"use client";

import { ArrowUp, CircleCheck, CircleX, Plus, X } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { failureOf, postJson } from "#components/shell/api.ts";
import { generalMessage } from "#components/shell/issue-messages.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button, IconButton } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import {
  ConnectionTest,
  MOST_CHOICES,
  type ModelChoice,
  type ModelConnection,
  type ModelProfile,
  type ModelSettings,
} from "#lib/domain/model.ts";
import { useRoleModels, type ModelRow } from "./use-role-models.ts";

/** What is known of a model that was tested here. */
type Test = ConnectionTest | "running" | null;

const SOURCES: Record<ModelProfile["source"], string | null> = {
  workspace: null,
  environment: "From the environment",
  none: "None chosen",
};

/** The models of one role, in the order in which they are asked, each with a test. */
export function RoleModels({
  title,
  what,
  profile,
  connections,
  known,
  onSaved,
}: {
  title: string;
  what: string;
  profile: ModelProfile;
  connections: readonly ModelConnection[];
  known: ModelSettings["known"];
  onSaved: () => void;
}) {
  const listId = useId();
  const adding = useRef<HTMLButtonElement>(null);
  const leaving = useLeaving();
  const { rows, setRows, changed, moved, busy, failure, save, undo } = useRoleModels(profile);
  const [tests, setTests] = useState<ReadonlyMap<string, Test>>(new Map());
  const source = SOURCES[profile.source];
  const general = generalMessage(failure, ["choices"]);
  const change = (key: number, changes: Partial<ModelChoice>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...changes } : row)));
  const told = (row: ModelRow, test: Test) => setTests((before) => new Map(before).set(testKey(row), test));

  async function test(row: ModelRow) {
    told(row, "running");
    const asked = { role: profile.role, connectionId: row.connectionId, model: row.model };
    const { signal } = leaving.current;
    try {
      told(row, await postJson("/api/models/test", asked, ConnectionTest, signal));
    } catch (error) {
      if (signal.aborted) return;
      const { code, message } = failureOf(error);
      told(row, { ok: false, code, message });
    }
  }

  function add() {
    const [first] = connections;
    if (!first) return;
    const key = Math.max(-1, ...rows.map((row) => row.key)) + 1;
    setRows([...rows, { key, connectionId: first.id, model: "" }]);
  }

  return (
    <section aria-label={title} className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      <div>
        <div className="flex items-center gap-2">
          <h2 className="font-semibold">{title}</h2>
          {source && <Badge>{source}</Badge>}
        </div>
        <p className="text-muted">{what}</p>
      </div>
      {general && <Banner tone="error">{general}</Banner>}
      {moved && changed && (
        <Banner tone="warning">
          Other models were saved for this role meanwhile. Saving puts yours in their place.
        </Banner>
      )}
      <ol className="flex flex-col gap-2">
        {rows.map((row, index) => {
          const tested = tests.get(testKey(row)) ?? null;
          const kind = connections.find(({ id }) => id === row.connectionId)?.kind;
          const nth = index === 0 ? "First" : `Fallback ${index}`;
          const problem =
            failure?.issues.find(({ path }) => path[0] === "choices" && path[1] === index)?.message ?? null;
          return (
            <li key={row.key} className="flex flex-col gap-1">
              <div className="flex flex-wrap items-start gap-2 sm:flex-nowrap">
                <span className="w-20 shrink-0 pt-1.5 text-xs text-muted">{nth}</span>
                <div className="w-full min-w-0 sm:w-56">
                  <Field label={`${nth}: connection`} hideLabel>
                    <Select
                      value={row.connectionId}
                      onChange={(event) => change(row.key, { connectionId: event.target.value })}
                    >
                      {!kind && <option value={row.connectionId}>(removed)</option>}
                      {connections.map(({ id, name }) => (
                        <option key={id} value={id}>
                          {name}
                        </option>
                      ))}
                    </Select>
                  </Field>
                </div>
                <div className="min-w-0 flex-1">
                  <Field label={`${nth}: model`} hideLabel error={problem}>
                    <Input
                      list={`${listId}-${kind}`}
                      placeholder="Name of the model"
                      autoComplete="off"
                      spellCheck={false}
                      value={row.model}
                      onChange={(event) => change(row.key, { model: event.target.value })}
                    />
                  </Field>
                </div>
                <div className="flex items-center gap-1">
                  <Button
                    busy={tested === "running"}
                    aria-disabled={row.model.trim() === ""}
                    onClick={() => {
                      if (row.model.trim() !== "") void test(row);
                    }}
                  >
                    Test
                  </Button>
                  <IconButton
                    label={`Ask ${row.model || "this model"} earlier`}
                    icon={<ArrowUp />}
                    disabled={index === 0}
                    onClick={() => setRows(earlier(rows, index))}
                  />
                  <IconButton
                    label={`Remove ${row.model || "this model"}`}
                    icon={<X />}
                    onClick={() => {
                      setRows(rows.filter((one) => one.key !== row.key));
                      adding.current?.focus();
                    }}
                  />
                </div>
              </div>
              <TestNote test={tested} />
            </li>
          );
        })}
      </ol>
      {Object.entries(known).map(([kind, names]) => (
        <datalist key={kind} id={`${listId}-${kind}`}>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          ref={adding}
          size="small"
          icon={<Plus />}
          aria-disabled={connections.length === 0 || rows.length >= MOST_CHOICES}
          onClick={() => {
            if (rows.length < MOST_CHOICES) add();
          }}
        >
          {rows.length === 0 ? "Choose a model" : "Add a fallback"}
        </Button>
        {connections.length === 0 && <span className="text-xs text-muted">Add a connection first.</span>}
        {changed && (
          <>
            <Button size="small" variant="primary" busy={busy} onClick={() => void save(onSaved)}>
              Save
            </Button>
            <Button size="small" variant="ghost" onClick={undo}>
              Undo the changes
            </Button>
          </>
        )}
      </div>
    </section>
  );
}

/** Aborts when the page is left: nobody waits for a test's answer then. */
function useLeaving() {
  const leaving = useRef(new AbortController());
  useEffect(() => {
    // An effect may run twice for one stay, as in development.
    if (leaving.current.signal.aborted) leaving.current = new AbortController();
    const here = leaving.current;
    return () => here.abort();
  }, []);
  return leaving;
}

function TestNote({ test }: { test: Test }) {
  if (test === null || test === "running") return <div role="status" className="sr-only" />;
  return (
    <p
      role="status"
      className="flex items-start gap-1.5 text-xs sm:pl-22 [&_svg]:mt-px [&_svg]:size-3.5 [&_svg]:shrink-0"
    >
      {test.ok ? (
        <>
          <CircleCheck aria-hidden="true" className="text-status-succeeded" />
          It answers, in {test.seconds.toFixed(1)} s. {test.costMicros === null && "Its price is unknown."}
        </>
      ) : (
        <>
          <CircleX aria-hidden="true" className="text-danger" />
          {test.message}
        </>
      )}
    </p>
  );
}

/** A result is of a connection and a model, wherever they stand in the list by now. */
function testKey({ connectionId, model }: ModelRow): string {
  return JSON.stringify([connectionId, model.trim()]);
}

function earlier(rows: readonly ModelRow[], index: number): ModelRow[] {
  const moved = [...rows];
  const [row] = moved.splice(index, 1);
  if (row) moved.splice(index - 1, 0, row);
  return moved;
}
