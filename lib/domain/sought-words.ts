/** The words of what a person types into a search, in lower case; what is found has each of them somewhere. */
export function soughtWords(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}
