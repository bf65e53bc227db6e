/** Material for a model, in a tag of its own. What could end the tag early is taken out of it: it is data, whatever it says. */
export function asData(name: string, content: string): string {
  return `<data name="${name.replace(/["<>\n]/g, " ")}">\n${content.replace(/<\/?data\b/gi, "<\\data")}\n</data>`;
}
