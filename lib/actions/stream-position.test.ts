import { expect, test } from "vitest";
import { formatPosition, readFollowing } from "./stream-position.ts";

const PLAN = `plan:${"0".repeat(26)}`;
const read = (query: string, id: string | null = null) => readFollowing(new URLSearchParams(query), id);

test("each topic starts after its own number, in order", () => {
  expect(read(`topics=${PLAN},inbox&after=12,3`)).toEqual([
    { topic: PLAN, after: 12 },
    { topic: "inbox", after: 3 },
  ]);
});

test("without numbers a topic starts from now on", () => {
  expect(read("topics=inbox")).toEqual([{ topic: "inbox", after: null }]);
});

test("what the browser saw last goes before what the address says, topic by topic", () => {
  const id = formatPosition({ [PLAN]: 40 });
  expect(read(`topics=${PLAN},inbox&after=12,3`, id)).toEqual([
    { topic: PLAN, after: 40 },
    { topic: "inbox", after: 3 },
  ]);
});

test("every position survives its way through an id", () => {
  const id = formatPosition({ [PLAN]: 7, inbox: 0 });
  expect(read(`topics=${PLAN},inbox&after=1,1`, id).map(({ after }) => after)).toEqual([7, 0]);
});

test.each(["nonsense", "inbox=-1", "inbox=1e9", "inbox=", "=4", "inbox=99999999999999999999", "\u0000"])(
  "an id that is not ours (%j) is passed over",
  (id) => expect(read("topics=inbox&after=5", id)).toEqual([{ topic: "inbox", after: 5 }]),
);

test.each([
  "",
  "topics=",
  "topics=plan:1",
  "topics=inbox,secrets",
  "topics=inbox&after=x",
  "topics=inbox&after=-1",
])("refuses %j", (query) => expect(() => read(query)).toThrow(expect.objectContaining({ code: "invalid" })));

test("a topic named twice is followed once, from where it was first named", () => {
  expect(read("topics=inbox,inbox&after=5,9")).toEqual([{ topic: "inbox", after: 5 }]);
});
