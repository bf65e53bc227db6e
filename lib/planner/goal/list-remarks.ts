/** What is said about numbered items outside of the list, in words to put behind the item: "2 and 3 can run in parallel", "step 4 needs 1 and 2". */
export function remarksOn(text: string): Map<number, string> {
  const said = new Map<number, string>();
  for (const sentence of text.split(/[.!?;\n]+/)) {
    const numbers = [
      ...sentence.matchAll(/(?<![\d.,])(\d{1,2})(?![\d.,%]|\s*(?:weeks?|days?|months?|hours?|euros?))/g),
    ];
    const own =
      /^\s*(?:(?:but|and|note:?|only|of these,?)\s+)*(?:both\s+)?(?:steps?|items?|points?|numbers?|tasks?)?\s*#?\d{1,2}\b/i.test(
        sentence,
      );
    if (!own || numbers.length < 2) continue;
    const joiner = /\b(?:after|once|when|needs?|requires?|depends? on|waits? for|until)\b/i.exec(sentence);
    if (joiner !== null) {
      const earlier = numbers.filter((match) => match.index > joiner.index).map((match) => match[1]);
      for (const match of numbers)
        if (match.index < joiner.index) said.set(Number(match[1]), `, after ${earlier.join(" and ")}`);
    } else if (
      /\b(?:in parallel|at the same time|simultaneously|side by side|alongside|parallel|together|in any order)\b/i.test(
        sentence,
      )
    ) {
      const [first, ...others] = numbers.map((match) => Number(match[1]));
      for (const one of others) said.set(one, `${said.get(one) ?? ""}, in parallel with ${first ?? 0}`);
    }
  }
  return said;
}
