import { redirect } from "next/navigation";
import { optionalContext, type RequestContext } from "./actor.ts";

/**
 * The context a page needs to call services; sends strangers to the sign-in page. proxy.ts does so before, and brings them back
 * afterwards; every page asks again, since a page must not depend on a matcher for its safety.
 */
export async function pageContext(): Promise<RequestContext> {
  return (await optionalContext()) ?? redirect("/sign-in");
}
