import { z } from "zod";

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export const Json: z.ZodType<Json> = z.json();

/** A JSON object. */
export const JsonObject = z.record(z.string(), Json);
export type JsonObject = { [key: string]: Json };
