import type { ApprovalRequest } from "./approval.ts";

/** What a request asks, in a few words. */
export function headingOf(request: ApprovalRequest): string {
  switch (request.kind) {
    case "call":
      return `${request.toolTitle}?`;
    case "answer":
      return request.title;
    case "output":
      return `May what ${request.toolTitle} gave go on?`;
    case "spend":
      return request.stop.why === "cap" ? "Stopped: spend cap" : "Stopped: unknown price";
    case "plan":
      return "Run this plan?";
    case "change":
      return request.replanId === null ? "Go on with an edited plan?" : "Go on with a replan?";
  }
}
