/** A file's name that is a text of a person's: a slash in that begins no path, and no reader would keep what stands before it. */
export function exportName(title: string, ending: string): string {
  return `${title.replace(/[/\\]/g, "-")}.${ending}`;
}
