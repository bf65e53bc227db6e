"use client";

import { useRef, useState, type FormEvent } from "react";
import { issueFor } from "#components/shell/issue-messages.ts";
import { useFocusInvalid } from "#components/shell/use-focus-invalid.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { PolicyView } from "#lib/domain/policy-view.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { ConflictNotice } from "./conflict-notice.tsx";
import { JsonView } from "./json-view.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { PolicyVersions } from "./policy-versions.tsx";
import { usePolicyEditor } from "./use-policy-editor.ts";

/** The workspace's rules, in a form and as JSON, and the versions that there were. */
export function PolicyScreen({ initial, tools }: { initial: PolicyView; tools: readonly ToolSpec[] }) {
  const form = useRef<HTMLFormElement>(null);
  const [tab, setTab] = useState("form");
  const editor = usePolicyEditor(initial);
  const { base, busy, changed, failure, issues, tried, unreadable } = editor;
  useFocusInvalid(form, failure);
  const complaint = failure && failure.issues.length === 0 ? failure.message : null;
  const count = issues.length === 1 ? "1 thing" : `${issues.length} things`;

  function submit(event: FormEvent) {
    event.preventDefault();
    editor.save();
  }

  return (
    <div className="flex flex-col gap-4">
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4 **:scroll-mb-20">
        {editor.conflict && <ConflictNotice conflict={editor.conflict} onResolve={editor.resolve} />}
        {complaint && (
          <Banner tone="error">
            {complaint} {issues.length > 0 && `${count} must be mended.`}
          </Banner>
        )}
        <Tabs
          label="Views of the policy"
          value={tab}
          onValueChange={setTab}
          panelClassName="pt-4"
          tabs={[
            {
              id: "form",
              label: "Form",
              content: unreadable ? (
                <Banner
                  tone="warning"
                  actions={
                    <Button size="small" onClick={() => setTab("json")}>
                      To the JSON
                    </Button>
                  }
                >
                  The form cannot show what stands in the JSON. {unreadable[0]?.message}
                </Banner>
              ) : (
                <PolicyForm
                  draft={editor.draft}
                  tools={tools}
                  // Conditions are told about while they are typed, the rest when saving was tried.
                  issues={tried ? issues : issues.filter(({ path }) => path.at(-1) === "when")}
                  change={editor.change}
                />
              ),
            },
            {
              id: "json",
              label: "JSON",
              content: <JsonView text={editor.text} issues={issues} onChange={editor.changeText} />,
            },
          ]}
        />
        <Field
          label="What changes"
          hint="A few words for whoever looks at the history."
          error={issueFor(failure, "summary")}
        >
          <Input
            value={editor.summary}
            maxLength={300}
            autoComplete="off"
            className="max-w-160"
            onChange={({ target }) => editor.setSummary(target.value)}
          />
        </Field>
        {/* In sight while there is something to save, however long the form is. */}
        <div
          className={classes(
            "flex flex-wrap items-center gap-3",
            changed && "sticky bottom-0 z-10 border-t bg-bg py-3",
          )}
        >
          <Button type="submit" variant="primary" busy={busy}>
            Save
          </Button>
          {changed && <Button onClick={editor.undo}>Undo the changes</Button>}
          <span className="text-muted">
            {base.number === 0 ? "The default is in force." : `Version ${base.number} is in force.`}
            {changed && " Your changes are not saved yet."}
          </span>
        </div>
      </form>
      <PolicyVersions view={initial} changed={changed} onRestore={editor.restore} />
    </div>
  );
}
