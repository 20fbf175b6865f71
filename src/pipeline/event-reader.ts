import { open, type FileHandle } from 'node:fs/promises';

/** Every so many lines the place of one is remembered. */
const STRIDE = 500;
const CHUNK = 256 * 1024;
const NEWLINE = 0x0a;

/** Limits of one reading; whichever is met first. */
export interface ReadLimit {
  lines: number;
  bytes: number;
}

/**
 * Reads a growing file of whole lines from any line on without reading it from its start: `events.ndjson` can hold
 * hundreds of thousands, and is asked for what is new several times a second.
 */
export class EventReader {
  /** Byte offset of line 0, STRIDE, 2 * STRIDE, … as far as the file has been read. */
  readonly #places = [0];

  constructor(private readonly path: string) {}

  /** Whole lines after the first `after` ones; none when there is no such file. */
  async read(after: number, limit: ReadLimit): Promise<string[]> {
    const file = await open(this.path, 'r').catch(() => undefined);
    try {
      return file ? await this.#readFrom(file, after, limit) : [];
    } finally {
      await file?.close();
    }
  }

  async #readFrom(file: FileHandle, after: number, limit: ReadLimit): Promise<string[]> {
    const known = Math.min(Math.floor(after / STRIDE), this.#places.length - 1);
    const found: string[] = [];
    let [line, place, bytes] = [known * STRIDE, this.#places[known]!, 0];
    for await (const text of linesFrom(file, place)) {
      if (found.length >= limit.lines || bytes >= limit.bytes) {
        break;
      }
      if (line >= after) {
        found.push(text.toString('utf8'));
        bytes += text.length;
      }
      line += 1;
      place += text.length + 1;
      if (line === this.#places.length * STRIDE) {
        this.#places.push(place);
      }
    }
    return found;
  }
}

/** Whole lines from a byte on; what follows the last newline is still being written. */
async function* linesFrom(file: FileHandle, start: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (let at = start; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, at);
    if (bytesRead === 0) {
      return;
    }
    at += bytesRead;
    const text = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    let from = 0;
    for (let end = text.indexOf(NEWLINE); end >= 0; end = text.indexOf(NEWLINE, from)) {
      yield text.subarray(from, end);
      from = end + 1;
    }
    rest = text.subarray(from);
  }
}
