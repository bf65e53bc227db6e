import type { JsonObject } from "#lib/domain/json.ts";
import { formFields, type FormField } from "#components/plan-editor/arguments/field-shape.ts";

/**
 * The fields of a question as its form shows them: what is needed first, in the order in which the form says so. The database does not
 * keep the order of properties, but that of lists.
 */
export function questionFields(form: JsonObject): FormField[] {
  const needed = Array.isArray(form["required"]) ? form["required"] : [];
  const place = ({ name }: FormField) => (needed.includes(name) ? needed.indexOf(name) : needed.length);
  return formFields(form).toSorted((a, b) => place(a) - place(b));
}
