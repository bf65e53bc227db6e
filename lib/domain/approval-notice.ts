import { z } from "zod";
import { Id } from "./ids.ts";

/**
 * What people are to be told of a request outside the app, with the way to it.
 * - `asked`: it has begun to wait; `reminded`: it still does; `delegated`: it was handed to the member named.
 */
export const ApprovalNotice = z.object({
  kind: z.enum(["asked", "reminded", "delegated"]),
  approvalId: Id,
  runId: Id,
  /** The member it is for; null: all who may decide. */
  to: Id.nullable(),
  /** The request's page, from the installation's own address on. */
  link: z.string(),
});
export type ApprovalNotice = z.infer<typeof ApprovalNotice>;

/** Where a request is looked at, from the installation's own address on. */
export function approvalLink(approvalId: string): string {
  return `/approvals?request=${approvalId}`;
}
