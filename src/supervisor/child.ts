import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Owner } from '../contract/run';
import { identify } from '../tools/process-identity';
import type { ProcessSpec } from '../tools/processes';
import type { LogFile } from './log-file';

/** How a process ended; `error` when it could not be started at all. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  error?: string;
}

/**
 * How often, and each time for how long (ms), to wait for the rest of the output once the process has ended. Several short
 * waits: when this process stood still, one of them is over at once, and what had come is read in the next.
 */
const DRAIN = { times: 10, each: 20 };

/** One life of the supervised process, in a session and process group of its own. */
export class Child {
  readonly pid: number | undefined;
  readonly identity: Owner | undefined;
  readonly ended: Promise<Exit>;
  exited = false;
  readonly #process: ChildProcess;

  constructor(spec: ProcessSpec, log: LogFile) {
    this.#process = spawn(spec.program, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      detached: true,
      // The input is never written to: its end tells the process that we are gone, also after a kill -9.
      stdio: ['pipe', 'pipe', 'pipe']
    });
    this.pid = this.#process.pid;
    this.identity = this.pid === undefined ? undefined : identify(this.pid);
    this.#process.stdin?.on('error', () => {});
    const closed = Promise.all([keep(this.#process.stdout, log), keep(this.#process.stderr, log)]);
    this.ended = new Promise(resolve => {
      const settle = (exit: Exit) => {
        this.exited = true;
        // Children that live on may hold the pipes open.
        void Promise.race([closed, drained()]).then(() => resolve(exit));
      };
      this.#process.once('exit', (code, signal) => settle({ code, signal }));
      this.#process.once('error', error => settle({ code: null, signal: null, error: error.message }));
    });
  }

  /** Sends a signal to the process and all that stayed in its group. */
  signalGroup(signal: NodeJS.Signals): void {
    if (this.pid === undefined) {
      return;
    }
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The whole group has ended.
    }
  }
}

async function drained(): Promise<void> {
  for (let time = 0; time < DRAIN.times; time++) {
    await sleep(DRAIN.each, undefined, { ref: false });
  }
}

function keep(stream: NodeJS.ReadableStream | null, log: LogFile): Promise<void> {
  const { data, end } = log.stream();
  return new Promise(resolve => {
    stream?.on('data', data).once('close', () => {
      end();
      resolve();
    });
  });
}
