/** One event of a stream: its data ("" without any), and the id by which the stream can be taken up again behind it. */
export type ServerSentEvent = { data: string; id: string | null };

/** What a stream says of how it is taken up again: behind which event, and after how long a pause. */
export type StreamPosition = { lastEventId: string | null; retryMs: number | null };

/**
 * The events of a stream, one after the other. Ends with the stream, and fails with it.
 * @param position is kept up to date with what the stream says, also when it breaks off
 */
export async function* serverSentEvents(
  stream: ReadableStream<Uint8Array>,
  position: StreamPosition,
): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  let id: string | null = null;
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (id !== null) position.lastEventId = id;
        yield { data: data.join("\n"), id };
        data = [];
        id = null;
        continue;
      }
      const { field, value } = fieldOf(line);
      if (field === "data") data.push(value);
      else if (field === "id" && isHeaderText(value)) id = value;
      else if (field === "retry" && /^\d{1,9}$/.test(value)) position.retryMs = Number(value);
    }
  }
}

function fieldOf(line: string): { field: string; value: string } {
  const colon = line.indexOf(":");
  if (colon === -1) return { field: line, value: "" };
  return { field: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /, "") };
}

/** An id goes back in a header; one that cannot is none. */
function isHeaderText(value: string): boolean {
  return value !== "" && value.length <= 1_000 && !/[^\x20-\x7e]/.test(value);
}
