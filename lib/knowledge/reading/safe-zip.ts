import { crc32, inflateRawSync } from "node:zlib";
import { UnreadableFile } from "./unreadable-file.ts";

/** A file within an archive. */
export type ZipEntry = { name: string; bytes: Uint8Array };

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const MOST_ENTRIES = 10_000;
const BROKEN =
  "The file is damaged: it is no complete Word document. It may not have been downloaded properly.";

/**
 * Unpacks the wanted files of a zip archive, counting what really comes out and not what the archive says: one that unpacks to more
 * than the limit is refused before it fills the memory.
 * @param mostBytes of all unpacked files together
 * @throws UnreadableFile when it is broken, encrypted, or too large unpacked
 */
export function unzip(archive: Uint8Array, wanted: (name: string) => boolean, mostBytes: number): ZipEntry[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const entries: ZipEntry[] = [];
  let room = mostBytes;
  try {
    for (const entry of directory(view)) {
      if (!wanted(entry.name)) continue;
      if (entry.encrypted) throw new UnreadableFile("It is protected with a password. Save it without one.");
      const bytes = unpack(view, archive, entry, room);
      room -= bytes.length;
      entries.push({ name: entry.name, bytes });
    }
  } catch (cause) {
    if (cause instanceof UnreadableFile) throw cause;
    throw new UnreadableFile(BROKEN, cause);
  }
  return entries;
}

type Listed = { name: string; method: number; packed: number; at: number; encrypted: boolean };

function* directory(view: DataView): Generator<Listed> {
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  if (count > MOST_ENTRIES) throw new UnreadableFile("It has too many parts for a Word document.");
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== CENTRAL) throw new UnreadableFile(BROKEN);
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength));
    yield {
      name,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
    };
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
}

/** The record at an archive's end stands before a comment of at most 65,535 bytes. */
function endOf(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 65_535); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new UnreadableFile(BROKEN);
}

function unpack(
  view: DataView,
  archive: Uint8Array,
  { method, packed, at }: Listed,
  room: number,
): Uint8Array {
  if (view.getUint32(at, true) !== LOCAL) throw new UnreadableFile(BROKEN);
  const begin = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const data = archive.subarray(begin, begin + packed);
  if (data.length !== packed || (method !== 0 && method !== 8)) throw new UnreadableFile(BROKEN);
  const tooLarge = "Unpacked it is larger than any document: it is made to fill the memory, and is not read.";
  if (room <= 0 || (method === 0 && packed > room)) throw new UnreadableFile(tooLarge);
  if (method === 0) return data;
  try {
    return inflateRawSync(data, { maxOutputLength: room });
  } catch (cause) {
    if (cause instanceof RangeError) throw new UnreadableFile(tooLarge, cause);
    throw cause;
  }
}

/** Packs files into an archive without compressing them. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const listed: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const nameBytes = Buffer.from(name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(bytes.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(LOCAL);
    parts.push(local, shared, nameBytes, Buffer.from(bytes));
    const central = Buffer.alloc(20);
    central.writeUInt32LE(CENTRAL);
    central.writeUInt16LE(20, 4);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    listed.push(central.subarray(0, 6), shared, tail, nameBytes);
    at += 30 + nameBytes.length + bytes.length;
  }
  const directoryBytes = Buffer.concat(listed);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directoryBytes.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directoryBytes, end]);
}
