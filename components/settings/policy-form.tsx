"use client";

import { useRef, useState, type FormEvent } from "react";
import { savePolicy } from "#lib/actions/save-policy.ts";
import type { Failure } from "#lib/domain/errors.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { PolicyView } from "#lib/domain/policy-view.ts";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { Moment } from "#components/shell/moment.tsx";
import { useFocusInvalid } from "#components/shell/use-focus-invalid.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** The workspace's rules as JSON, checked as a whole before they are in force, and who changed them when. */
export function PolicyForm({ initial }: { initial: PolicyView }) {
  const form = useRef<HTMLFormElement>(null);
  const [saved, setSaved] = useState({ number: initial.active, text: written(initial.policy) });
  const [text, setText] = useState(saved.text);
  const [summary, setSummary] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  useFocusInvalid(form, failure);
  const problem = failure ? problemOf(failure) : null;

  async function submit(event: FormEvent) {
    event.preventDefault();
    const checked = read(text);
    if (!checked.ok) return setFailure(checked.failure);
    setBusy(true);
    setFailure(null);
    try {
      const { number } = await unwrap(savePolicy({ from: saved.number, policy: checked.policy, summary }));
      setSaved({ number, text: written(checked.policy) });
      setText(written(checked.policy));
      setSummary("");
      showToast(`Version ${number} of the policy is in force.`);
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      {failure && failure.issues.length === 0 && <Banner tone="error">{failure.message}</Banner>}
      <Field
        label="The policy"
        hint="What may be done at once, what asks and what is denied; where tools may reach; limits, prohibited words, personal data, who approves. What is left out is as by default."
        error={problem}
      >
        <Textarea
          rows={26}
          spellCheck={false}
          className="font-mono text-xs"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <Field label="What changes" hint="A few words for whoever looks at the history.">
        <Input
          value={summary}
          maxLength={300}
          className="max-w-160"
          onChange={(event) => setSummary(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" busy={busy}>
          Save
        </Button>
        {text !== saved.text && <Button onClick={() => setText(saved.text)}>Undo the changes</Button>}
        <span className="text-muted">
          {saved.number === 0 ? "The default is in force." : `Version ${saved.number} is in force.`}
        </span>
      </div>
      {initial.versions.length > 0 && (
        <section aria-label="History" className="rounded-lg border bg-surface p-4">
          <h2 className="font-semibold">History</h2>
          <ul className="mt-2 divide-y">
            {initial.versions.map(({ number, author, summary: what, createdAt }) => (
              <li key={number} className="flex flex-wrap gap-x-3 py-1.5">
                <span className="tabular-nums">Version {number}</span>
                <span className="min-w-0 flex-1 wrap-anywhere">{what || "No note"}</span>
                <span className="text-muted">
                  {author.name}, <Moment at={createdAt} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </form>
  );
}

function written(policy: Policy): string {
  return JSON.stringify(policy, null, 2);
}

function read(text: string): { ok: true; policy: Policy } | { ok: false; failure: Failure } {
  const failed = (message: string, path: (string | number)[]): { ok: false; failure: Failure } => ({
    ok: false,
    failure: { code: "invalid", message, issues: [{ path: ["policy", ...path], message }] },
  });
  try {
    const checked = Policy.safeParse(JSON.parse(text));
    if (checked.success) return { ok: true, policy: checked.data };
    const [issue] = checked.error.issues;
    const path = (issue?.path ?? []).map((key) => (typeof key === "number" ? key : String(key)));
    return failed(issue?.message ?? "This is no policy.", path);
  } catch {
    return failed("This is no JSON. Look for a missing quote, comma or bracket.", []);
  }
}

function problemOf({ issues }: Failure): string | null {
  const [issue] = issues;
  if (!issue) return null;
  const place = issue.path.filter((part) => part !== "policy").join(".");
  return place === "" ? issue.message : `${place}: ${issue.message}`;
}
