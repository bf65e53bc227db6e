"use client";

import { useEffect, useRef, useState } from "react";
import { loadLater } from "#components/shell/load-later.ts";
import { anticipatedEvents, useStream } from "#components/shell/use-stream.ts";
import { savePatches } from "#lib/actions/save-patches.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { PlanView } from "#lib/domain/view.ts";
import { useSecretNames } from "./plan-queries.ts";
import { createEditorStore } from "./store/editor-store.ts";

const planChecks = loadLater(() => import("./store/plan-checks.ts"));

/**
 * The editor's state for one plan, fed by the plan's events, for as long as its component stands.
 * @param plan as fetched; fetched anew, it replaces what the state had from the server
 * @param findings what is wrong with it as fetched first
 * @param refetch asked for when events were missed
 */
export function usePlanStore(
  plan: PlanView,
  findings: readonly Finding[],
  tools: ToolSpec[],
  policy: Policy,
  refetch: () => void,
) {
  const topic = `plan:${plan.id}`;
  const [store] = useState(() => {
    const made = createEditorStore({
      plan,
      findings,
      tools,
      policy,
      checks: null,
      save: (input) => savePatches(input),
    });
    for (const event of anticipatedEvents(topic, plan.seq)) made.receive(event);
    return made;
  });
  const given = useRef(plan);

  useEffect(() => () => store.close(), [store]);

  useEffect(() => void planChecks().then(store.begin), [store]);

  useEffect(() => store.holdTo(policy), [store, policy]);

  const { data: secrets } = useSecretNames();
  useEffect(() => {
    if (secrets) store.knowSecrets(secrets);
  }, [store, secrets]);

  useEffect(() => {
    if (given.current === plan) return;
    given.current = plan;
    store.replace(plan);
  }, [store, plan]);

  const connection = useStream({
    topics: [topic],
    after: { [topic]: plan.seq },
    onEvent: (event) => {
      if (store.receive(event) === "gap") refetch();
    },
    onGap: refetch,
  });
  return { store, connection };
}
