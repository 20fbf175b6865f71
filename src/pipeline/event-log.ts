import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync
} from 'node:fs';
import { RunEvent } from '../contract/event';
import { ProblemError } from '../contract/problem';
import type { StageName } from '../contract/stage';
import { filesystemProblem } from '../tools/filesystem-problem';
import type { Log } from '../tools/log';
import { redact } from '../tools/redact';

type Body<E> = E extends RunEvent ? Omit<E, 'number' | 'time' | 'run'> : never;

/** An event before it is numbered. */
export type EventBody = Body<RunEvent>;

/** Writes a run's `events.ndjson`: append only, numbered from 1 without gaps, no secret in any text. */
export class EventLog {
  readonly #file: number;
  #number: number;

  constructor(
    private readonly path: string,
    private readonly run: string,
    private readonly onEvent: (event: RunEvent) => void
  ) {
    this.#number = dropTornLine(path);
    this.#file = openSync(path, 'a', 0o600);
  }

  /** Throws disk-full; then nothing of it is in the file. */
  append(body: EventBody): void {
    const number = this.#number + 1;
    const event = { number, time: new Date().toISOString(), run: this.run, ...withoutPassword(body) } as RunEvent;
    this.#write(Buffer.from(`${JSON.stringify(event)}\n`));
    this.#number = number;
    this.onEvent(event);
  }

  /** The log that a stage writes to. */
  stage(stage: StageName): Log {
    return {
      line: (source, text) => this.#chat({ event: 'log', stage, source, line: redact(text) }),
      progress: (title, done, total, unit) => this.#chat({ event: 'progress', stage, title, done, total, unit }),
      warn: problem => this.append({ event: 'warning', stage, problem }),
      result: result => this.append({ event: 'case', stage, result })
    };
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Said from within a stream's callback, where nobody could catch: a full disk costs the line, not the program. */
  #chat(body: EventBody): void {
    try {
      this.append(body);
    } catch (error) {
      if (!(error instanceof ProblemError)) {
        throw error;
      }
    }
  }

  /** On a disk that fills up the system takes a part of a line before it refuses the rest. */
  #write(line: Buffer): void {
    const { size } = fstatSync(this.#file);
    try {
      for (let done = 0; done < line.length;) {
        done += writeSync(this.#file, line, done);
      }
    } catch (error) {
      ftruncateSync(this.#file, size);
      throw filesystemProblem(error, this.path) ?? error;
    }
  }
}

/** A model may be named by an address with a password in it. */
function withoutPassword(body: EventBody): EventBody {
  return body.event === 'run-started' ? { ...body, model: redact(body.model) } : body;
}

/** Events after a number, of a run that may still be going on. */
export function readEvents(path: string, after: number): RunEvent[] {
  return wholeLines(path)
    .slice(after)
    .map(line => RunEvent.parse(JSON.parse(line)));
}

/** A `kill -9` can leave half a line; the next event must not be glued to it. */
function dropTornLine(path: string): number {
  if (!existsSync(path)) {
    return 0;
  }
  const lines = wholeLines(path);
  truncateSync(
    path,
    lines.reduce((bytes, line) => bytes + Buffer.byteLength(line) + 1, 0)
  );
  return lines.length;
}

function wholeLines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}
