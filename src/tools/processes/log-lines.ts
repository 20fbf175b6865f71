import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const ROTATED = 2;
const POLL = 100;
const CHUNK = 64 * 1024;

/**
 * The lines of a rotated log, oldest first, at most the last `lines` of those that are there; with `follow` those that
 * come, until the signal is aborted. Bytes that are not UTF-8 become replacement characters.
 */
export async function* logLines(
  path: string,
  { follow, lines, signal }: { follow: boolean; lines: number; signal: AbortSignal }
): AsyncIterable<string> {
  const follower = new Follower(path);
  try {
    const old: string[] = [];
    for (let i = ROTATED; i > 0; i--) {
      const text = await readFile(`${path}.${i}`, 'utf8').catch(() => '');
      old.push(...text.split('\n').slice(0, -1));
    }
    old.push(...(await follower.more()));
    yield* lines > 0 ? old.slice(-lines) : [];
    while (follow && !signal.aborted) {
      yield* await follower.more();
      await sleep(POLL, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await follower.close();
  }
}

/** A line without the time stamp that the supervisor put before it. */
export function withoutStamp(line: string): string {
  return line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, '');
}

/** Reads what was added to a file, also over its rotation. */
export class Follower {
  #file: FileHandle | undefined;
  #rest = Buffer.alloc(0);

  constructor(private readonly path: string) {}

  /** The whole lines that came since the last call. */
  async more(): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      this.#file ??= await open(this.path, 'r').catch(() => undefined);
      if (!this.#file) {
        return lines;
      }
      const rotated = await this.#wasRotated();
      lines.push(...(await this.#read(this.#file)));
      if (!rotated) {
        return lines;
      }
      await this.close();
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  async #read(file: FileHandle): Promise<string[]> {
    const lines: string[] = [];
    const chunk = Buffer.alloc(CHUNK);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK);
      if (bytesRead === 0) {
        return lines;
      }
      const text = Buffer.concat([this.#rest, chunk.subarray(0, bytesRead)]);
      const end = text.lastIndexOf(0x0a);
      if (end >= 0) {
        lines.push(...text.toString('utf8', 0, end).split('\n'));
      }
      this.#rest = Buffer.from(text.subarray(end + 1));
    }
  }

  /** Asked before reading, so that nothing written in between is lost. */
  async #wasRotated(): Promise<boolean> {
    const now = await stat(this.path).catch(() => undefined);
    return now !== undefined && now.ino !== (await this.#file?.stat())?.ino;
  }
}
