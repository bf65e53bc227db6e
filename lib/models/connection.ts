import type { ProviderKind } from "#lib/domain/model.ts";

/** A way to models with its secret: only ever in memory, never logged or sent to a browser. */
export type Connection = {
  id: string;
  name: string;
  kind: ProviderKind;
  /** Null: the provider's own address. */
  baseUrl: string | null;
  apiKey: string | null;
};

/** A model of a connection. */
export type Choice = { connection: Connection; model: string };

/** A model as answers, failures and records name it. */
export function namesOf({ connection, model }: Choice): { provider: string; model: string } {
  return { provider: connection.name, model };
}
