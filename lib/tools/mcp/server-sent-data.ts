/**
 * The data of each event of a stream of server-sent events, one after the other; that of one without data is "". Ends with the stream, and
 * fails with it.
 */
export async function* serverSentData(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        yield data.join("\n");
        data = [];
      } else if (line.startsWith("data:")) data.push(line.slice("data:".length).replace(/^ /, ""));
    }
  }
}
