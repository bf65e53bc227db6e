import { expect, test } from "vitest";
import type { EventBody } from "./event.ts";
import { newId } from "./ids.ts";
import type { DocumentView, KnowledgeList } from "./knowledge.ts";
import { applyKnowledgeEvent } from "./knowledge-events.ts";

const document = (name: string, changes: Partial<DocumentView> = {}): DocumentView => ({
  id: newId(),
  name,
  title: name,
  kind: "text",
  bytes: 1,
  chunks: 1,
  sample: false,
  status: "ready",
  progress: 100,
  problem: null,
  notes: [],
  updatedAt: "2026-11-30T00:00:00Z",
  ...changes,
});
const meaning = { status: "ready", model: "m", builtIn: true, reason: null, embedded: 1, total: 1 } as const;
const list = (...documents: DocumentView[]): KnowledgeList => ({ documents, meaning, seq: 4 });
const event = (seq: number, body: EventBody) => ({ topic: "knowledge", seq, at: "", body });

test("a document comes in its place, changes where it is, and goes", () => {
  const [a, c] = [document("a 2.txt"), document("C.txt")];
  const b = document("a 10.txt");
  const added = applyKnowledgeEvent(list(a, c), event(5, { type: "document.changed", document: b }));
  expect(added).toMatchObject({
    seq: 5,
    documents: [{ name: "a 2.txt" }, { name: "a 10.txt" }, { name: "C.txt" }],
  });
  const reading = { ...c, status: "reading" as const, progress: 7 };
  expect(
    applyKnowledgeEvent(list(a, c), event(5, { type: "document.changed", document: reading })),
  ).toMatchObject({
    documents: [a, { progress: 7 }],
  });
  expect(
    applyKnowledgeEvent(list(a, c), event(5, { type: "document.deleted", documentId: a.id })),
  ).toMatchObject({
    documents: [c],
  });
});

test("meaning changes; what is known already changes nothing; a gap is told", () => {
  const working = { ...meaning, status: "working" as const };
  const changed = event(5, { type: "meaning.changed", meaning: working });
  expect(applyKnowledgeEvent(list(), changed)).toMatchObject({ meaning: { status: "working" }, seq: 5 });
  const before = list();
  expect(applyKnowledgeEvent(before, { ...changed, seq: 4 })).toBe(before);
  expect(applyKnowledgeEvent(before, { ...changed, seq: 6 })).toBe("gap");
});
