import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { parsePayload, payloads, type Announcement } from "./channel.ts";

test("however many topics have grown, no notification comes near Postgres's 8,000 bytes, and none is left out", () => {
  const pairs: Announcement = Array.from({ length: 10_000 }, () => [newId(), `run:${newId()}`]);
  const sent = payloads(pairs);
  expect(Math.max(...sent.map((payload) => Buffer.byteLength(payload)))).toBeLessThan(8_000);
  expect(sent.flatMap((payload) => parsePayload(payload) ?? [])).toEqual(pairs);
});
