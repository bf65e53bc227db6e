/**
 * Puts text on the clipboard for somebody who pressed a button. Without TLS a browser has only the older way.
 * @returns false when the browser does not let the page
 */
export async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeByEvent(text);
  }
}

function writeByEvent(text: string): boolean {
  let written = false;
  function onCopy(event: ClipboardEvent) {
    event.stopImmediatePropagation();
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
    written = true;
  }
  document.addEventListener("copy", onCopy, { capture: true });
  document.execCommand("copy");
  document.removeEventListener("copy", onCopy, { capture: true });
  return written;
}
