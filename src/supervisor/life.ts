import type { ProcessFailure, ProcessSpec } from '../tools/processes';
import { treeOf, usageOf } from '../tools/processes/process-tree';
import { Child, type Exit } from './child';
import type { LogFile } from './log-file';
import { memoryKills } from './memory-kills';
import { pause } from './pause';
import { probe } from './probe';
import { readiness } from './readiness';
import type { Times } from './times';

/** Why a life ended or must end. */
export interface Cause {
  /** One sentence. */
  reason: string;
  problem: ProcessFailure;
  /** Raw text behind it. */
  detail?: string;
  /** Another attempt would end in the same way. */
  final: boolean;
}

export interface LifeOptions {
  spec: ProcessSpec;
  log: LogFile;
  times: Times;
  /** Whether an earlier life was ready once: then what goes wrong may pass. */
  everReady: boolean;
  onReady: () => void;
}

/** One start of the supervised process, followed to its end. */
export class Life {
  readonly child: Child;
  readonly #kills = memoryKills();
  /** Aborted when there is nothing to wait for any more: it ended, must end, or is to be ended. */
  readonly #over = new AbortController();
  #ready = false;
  #cause: Cause | undefined;

  constructor(private readonly options: LifeOptions) {
    this.child = new Child(options.spec, options.log);
    void this.child.ended.then(() => this.#over.abort());
  }

  /** Leaves off following it, at once. */
  interrupt(): void {
    this.#over.abort();
  }

  /** Watches it until it has ended (undefined), must end (the cause), or was interrupted (undefined). */
  async follow(): Promise<Cause | undefined> {
    const { spec, times } = this.options;
    // Apart from the probes: a model that eats memory does not answer either.
    const memory = spec.memoryLimit > 0 ? setInterval(() => this.#checkMemory(), times.memoryCheck) : undefined;
    try {
      await this.#probeUntilOver(performance.now() + spec.startTimeoutSeconds * 1000);
    } finally {
      clearInterval(memory);
    }
    return this.#cause;
  }

  /** What its end means when nobody asked for it. */
  explain({ code, signal, error }: Exit): Cause {
    const final = !this.#wasReady;
    if (error) {
      return { reason: `It could not be started: ${error}.`, problem: 'model-crashed', final };
    }
    if (signal === 'SIGKILL' && (memoryKills() ?? 0) > (this.#kills ?? 0)) {
      return { reason: 'The machine ran out of memory and ended it.', problem: 'model-out-of-memory', final };
    }
    const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
    const when = this.#wasReady ? '' : ' before it was ready';
    return { reason: `It ${how}${when}.`, problem: 'model-crashed', final: false };
  }

  get #wasReady(): boolean {
    return this.#ready || this.options.everReady;
  }

  /** Durations are of a clock that neither jumps nor counts while the machine sleeps. */
  async #probeUntilOver(deadline: number): Promise<void> {
    const { spec, times, onReady } = this.options;
    const { signal } = this.#over;
    let answered = performance.now();
    let wait = times.firstProbe;
    while (!signal.aborted) {
      const health = this.#ready
        ? await probe(spec.port, times.probeTimeout, signal)
        : await readiness(spec, { timeout: times.probeTimeout, warmUpTimeout: deadline - performance.now(), signal });
      if (signal.aborted) {
        return;
      }
      if (health.is === 'ready') {
        answered = performance.now();
        if (!this.#ready) {
          this.#ready = true;
          onReady();
        }
      } else if (health.is === 'failed' && !this.#ready) {
        const { info } = health;
        this.#endFor({ reason: firstLine(info), problem: 'model-load-failed', detail: info, final: true });
      }
      this.#checkTime(deadline, answered);
      wait = this.#ready ? times.liveness : Math.min(wait * 1.3, times.lastProbe);
      await pause(wait, signal);
    }
  }

  #checkMemory(): void {
    const { memoryLimit } = this.options.spec;
    const used = this.child.pid === undefined ? 0 : (usageOf(treeOf(this.child.pid))?.memory ?? 0);
    if (used > memoryLimit) {
      this.#endFor({
        reason: `It ran out of memory: it used ${mebibytes(used)} of the ${mebibytes(memoryLimit)} that it may.`,
        problem: 'model-out-of-memory',
        // What does not fit while it loads will not fit the next time.
        final: !this.#wasReady
      });
    }
  }

  #checkTime(deadline: number, answered: number): void {
    const { spec, times } = this.options;
    const now = performance.now();
    if (!this.#ready && now > deadline) {
      this.#endFor({
        reason: `It was not ready after ${spec.startTimeoutSeconds} seconds.`,
        problem: 'model-start-timeout',
        final: !this.#wasReady
      });
    }
    if (this.#ready && now - answered > times.unresponsive) {
      const seconds = Math.round(times.unresponsive / 1000);
      this.#endFor({ reason: `It has not answered for ${seconds} seconds.`, problem: 'model-crashed', final: false });
    }
  }

  /** The first cause counts. */
  #endFor(cause: Cause): void {
    this.#cause ??= cause;
    this.#over.abort();
  }
}

function firstLine(text: string): string {
  const lines = text.trim().split('\n');
  // The last line of a traceback names the error.
  return `The model did not load: ${(lines.length > 1 ? lines.at(-1) : lines[0]) ?? ''}`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
