"use client";

import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { useRef } from "react";
import { Button, IconButton } from "#components/ui/button.tsx";
import type { JsonObject } from "#lib/domain/json.ts";
import type { Argument } from "#lib/domain/step.ts";
import { forgetDrafts } from "../drafts.ts";
import { useEditor } from "../editor-context.ts";
import { refocus } from "../refocus.ts";
import { ArgumentField, type ArgumentFieldProps, type ChangeKind } from "./argument-field.tsx";
import { listOf, literal } from "./argument-parts.ts";
import { choiceText, emptyValue } from "./field-shape.ts";

/** A list of arguments: each item has its own control, can be taken from an earlier step, moved up and removed. */
export function ListControl(props: ArgumentFieldProps & { items: Argument[]; itemSchema: JsonObject }) {
  const { items, itemSchema, root, onChange } = props;
  const { drafts } = useEditor();
  const adds = useRef<HTMLButtonElement>(null);
  const set = (next: Argument[], how?: ChangeKind) => onChange(listOf(next), how);
  function add() {
    // What was typed for an item that an undo took away is not the new one's.
    forgetDrafts(drafts, `${props.stepId}/${props.field}.${items.length}`);
    set([...items, literal(emptyValue(itemSchema, root))], "part");
  }
  return (
    <div className="flex flex-col gap-2">
      {items.length > 0 && (
        <ol className="flex flex-col gap-2 border-l-2 pl-2.5">
          {items.map((item, index) => (
            // Items have no ids, and their order is what they are.
            <li key={index} className="flex items-start gap-1">
              <div className="min-w-0 flex-1">
                <ArgumentField
                  {...props}
                  field={`${props.field}.${index}`}
                  label={`${props.label} ${index + 1}`}
                  description={null}
                  item
                  required
                  fallback={undefined}
                  schema={itemSchema}
                  argument={item}
                  onChange={(next, how = "part") =>
                    set(
                      items.map((other, at) =>
                        at === index ? (next ?? literal(emptyValue(itemSchema, root))) : other,
                      ),
                      how,
                    )
                  }
                />
              </div>
              <span className="flex flex-col">
                <IconButton
                  size="small"
                  label={`Remove ${props.label} ${index + 1}`}
                  icon={<Trash2 />}
                  onClick={() => {
                    refocus(() => adds.current);
                    set(items.filter((_, at) => at !== index));
                  }}
                />
                {index > 0 && (
                  <IconButton
                    size="small"
                    label={`Move ${props.label} ${index + 1} up`}
                    icon={<ArrowUp />}
                    onClick={() => set(items.toSpliced(index, 1).toSpliced(index - 1, 0, item))}
                  />
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button ref={adds} size="small" icon={<Plus />} aria-label={`Add to ${props.label}`} onClick={add}>
          Add
        </Button>
        {props.argument === undefined && Array.isArray(props.fallback) && props.fallback.length > 0 && (
          <span className="text-xs text-muted">Default: {props.fallback.map(choiceText).join(", ")}</span>
        )}
      </div>
    </div>
  );
}
