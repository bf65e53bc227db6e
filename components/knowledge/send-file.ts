import { z } from "zod";
import { Failure } from "#lib/domain/errors.ts";
import { DocumentView, FILE_HEADER } from "#lib/domain/knowledge.ts";
import { ApiError } from "#components/shell/api.ts";

/** How an upload ended: the document, and whether it had exactly this content before. */
export const Uploaded = z.object({ document: DocumentView, unchanged: z.boolean() });
export type Uploaded = z.infer<typeof Uploaded>;

/** What to do when a document of the name, or one with the same content, is there already. */
export type UploadChoice = { existing?: "replace" | "rename"; duplicate?: "keep" };

/**
 * Sends a file to be kept as a document. By XMLHttpRequest: fetch does not say how much has been sent.
 * @param progress told how much has been sent, 0 to 1
 * @throws ApiError; the signal's reason when it aborts
 */
export function sendFile(
  { name, file, choice }: { name: string; file: File; choice: UploadChoice },
  signal: AbortSignal,
  progress: (share: number) => void,
): Promise<Uploaded> {
  const request = new XMLHttpRequest();
  request.open("POST", `/api/knowledge?${new URLSearchParams({ name, ...choice }).toString()}`);
  request.setRequestHeader(FILE_HEADER, "1");
  request.setRequestHeader("content-type", "application/octet-stream");
  request.responseType = "text";
  request.upload.onprogress = ({ loaded, total }) => progress(total === 0 ? 0 : loaded / total);
  const answer = new Promise<Uploaded>((resolve, reject) => {
    request.onload = () => {
      try {
        resolve(readAnswer(request.status, request.responseText));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    request.onerror = () =>
      reject(
        new ApiError({
          code: "unavailable",
          message:
            "It could not be sent. Check that the server can be reached and that the file has not been changed or moved.",
          issues: [],
        }),
      );
    request.onabort = () => reject(signal.reason as Error);
  });
  const abort = () => request.abort();
  signal.addEventListener("abort", abort, { once: true });
  request.send(file);
  return answer.finally(() => signal.removeEventListener("abort", abort));
}

function readAnswer(status: number, text: string): Uploaded {
  const body = jsonOf(text);
  if (status === 201) return Uploaded.parse(body);
  const told = Failure.safeParse((body as { error?: unknown } | null)?.error);
  if (told.success) throw new ApiError(told.data);
  throw new ApiError({ code: "internal", message: `The server answered ${status}.`, issues: [] });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
