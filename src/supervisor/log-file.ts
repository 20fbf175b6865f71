import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

/** Bytes of one file; older lines move to `model.log.1` and `model.log.2`. */
const SIZE = 5 * 1024 * 1024;
const FILES = 3;
/** A line longer than this is cut into several, so that no program can fill the memory with one. */
const LONGEST = 64 * 1024;
const NEWLINE = 0x0a;

/** A log of whole lines with time stamps that never grows beyond three files of 5 MB. Bytes are kept as they come. */
export class LogFile {
  #file: number;
  #size: number;

  constructor(
    readonly path: string,
    private readonly limit = SIZE
  ) {
    this.#file = openSync(path, 'a', 0o600);
    this.#size = statSync(path).size;
  }

  /** Writes a line of our own. */
  say(text: string): void {
    this.#write(Buffer.from(text));
  }

  /** A sink for one stream; `end` writes what came after the last newline. */
  stream(): { data: (chunk: Buffer) => void; end: () => void } {
    let rest: Buffer = Buffer.alloc(0);
    return {
      data: chunk => {
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        let start = 0;
        for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, start)) {
          this.#write(rest.subarray(start, end));
          start = end + 1;
        }
        for (; rest.length - start > LONGEST; start += LONGEST) {
          this.#write(rest.subarray(start, start + LONGEST));
        }
        // A copy: the chunk that it points into must not stay alive.
        rest = Buffer.from(rest.subarray(start));
      },
      end: () => {
        if (rest.length > 0) {
          this.#write(rest);
          rest = Buffer.alloc(0);
        }
      }
    };
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(line: Buffer): void {
    const whole = Buffer.concat([Buffer.from(`${new Date().toISOString()} `), line, Buffer.from('\n')]);
    try {
      if (this.#size + whole.length > this.limit && this.#size > 0) {
        this.#rotate();
      }
      this.#size += writeSync(this.#file, whole);
    } catch {
      // A full disk costs log lines, never the model.
    }
  }

  #rotate(): void {
    for (let i = FILES - 1; i > 0; i--) {
      try {
        renameSync(i === 1 ? this.path : `${this.path}.${i - 1}`, `${this.path}.${i}`);
      } catch {
        // There was none yet.
      }
    }
    closeSync(this.#file);
    this.#file = openSync(this.path, 'a', 0o600);
    this.#size = 0;
  }
}
