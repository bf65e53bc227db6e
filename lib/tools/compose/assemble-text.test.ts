import { expect, test } from "vitest";
import { assembleText } from "./assemble-text.ts";

const PASSAGES = [
  {
    title: "Notes",
    document: "notes.md",
    heading: null,
    line: 7,
    text: "A refill of the tub costs three euros in every shop of the town.",
    score: 0.5,
  },
];
const write = (brief: string, ...material: unknown[]) => assembleText({ brief, topic: "refills", material });

test("a text takes over what an earlier one quotes, not its head, and not what that one had taken over", () => {
  const first = write("Say what it costs.", PASSAGES, "The goal: sell refills");
  const second = write("Say what follows.", first);
  expect(second?.text).toContain("A refill of the tub costs three euros in every shop of the town.");
  expect(second?.text).not.toContain("Say what it costs.");
  const third = write("Sum up.", second, first);
  expect(third?.text.match(/three euros in every shop/g)).toHaveLength(1);
  expect(third?.text).not.toContain("The goal: sell refills");
  expect(third?.citations).toEqual([{ document: "notes.md", line: 7 }]);
});

test("a text of texts that found nothing says so in place of repeating them", () => {
  const first = write("Say what it costs.", "The goal: sell refills");
  const second = write("Say what follows.", first);
  expect(second?.text).toContain("Brief: Say what follows.");
  expect(second?.text).toContain("found nothing to quote here");
});

test("a text that was not assembled is taken over whole", () => {
  const text = { text: "Plain words.\n\n## More material\n\nEven these.", assembled: true, citations: [] };
  const taken = write("Sum up.", text)?.text;
  expect(taken).toContain("Plain words.");
  expect(taken).toContain("Even these.");
});
