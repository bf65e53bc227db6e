import { z } from "zod";
import { ApprovalView, Decider } from "#lib/domain/approval.ts";
import { ToolSpec } from "#lib/domain/tool.ts";
import { page } from "#lib/domain/view.ts";

export const ApprovalPage = page(ApprovalView);
export const Deciders = z.array(Decider);
export const ToolList = z.array(ToolSpec);
