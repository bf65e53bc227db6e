import { notFound } from "next/navigation";
import { DomainError } from "#lib/domain/errors.ts";

/** What a service gives, or the not-found page when there is no such thing in the reader's workspace. */
export async function foundOr404<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DomainError && error.code === "not_found") notFound();
    throw error;
  }
}
