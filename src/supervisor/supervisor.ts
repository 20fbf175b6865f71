import type { ProcessSpec, ProcessState } from '../tools/processes';
import { identify } from '../tools/process-identity';
import { isPortFree } from '../tools/processes/port';
import { MARKER, membersOf, signalAll } from '../tools/processes/process-tree';
import type { Child } from './child';
import { type Cause, Life } from './life';
import type { LogFile } from './log-file';
import { pause } from './pause';
import { TIMES, type Times } from './times';

/** Exits in a row, none of them ever ready, after which it is given up. */
const ATTEMPTS = 5;
/** Between two looks at a process that was asked to end, in ms. */
const LOOK = 20;

export interface Surroundings {
  spec: ProcessSpec;
  log: LogFile;
  /** Keeps the state where others read it. */
  publish: (state: ProcessState) => void;
  /** Why nobody wants the process any more; undefined while somebody does. */
  unwanted: () => string | undefined;
  times?: Times;
}

/** How a supervisor was told to end: `lost` is a process that should go on running, elsewhere or later. */
interface Ending {
  state: 'stopped' | 'lost';
  reason: string;
}

/**
 * Keeps one process running: starts it, waits until it is ready, watches it, starts it again with back-off, and ends
 * it to the last child. `run` ends when the process is to run no more.
 */
export class Supervisor {
  readonly #times: Times;
  readonly #instance: string;
  readonly #stop = new AbortController();
  #state: ProcessState;
  #life: Life | undefined;
  #ending: Ending | undefined;
  #everReady = false;
  #failures = 0;
  #delay: number;

  constructor(private readonly around: Surroundings) {
    this.#times = around.times ?? TIMES;
    this.#delay = this.#times.firstDelay;
    this.#instance = around.spec.env[MARKER] ?? '';
    this.#state = {
      supervisor: identify(process.pid)!,
      state: 'starting',
      reason: 'The model is being loaded.',
      since: new Date().toISOString(),
      restarts: 0
    };
  }

  /** Asks it to end the process and itself; the reason is shown with the state. */
  stop(reason: string, state: Ending['state'] = 'stopped'): void {
    this.#ending ??= { state, reason };
    this.#stop.abort();
    this.#life?.interrupt();
  }

  async run(): Promise<void> {
    const wanted = setInterval(() => this.#stopUnwanted(), this.#times.ownerCheck);
    try {
      while (!this.#ending && (await this.#oneLife())) {
        await this.#backOff();
      }
    } finally {
      clearInterval(wanted);
    }
    if (this.#ending) {
      this.#publish(this.#ending.state, this.#ending.reason);
    }
  }

  /** Starts the process and follows it to its end; false when that end is final. */
  async #oneLife(): Promise<boolean> {
    const { spec, log } = this.around;
    if (!(await isPortFree(spec.port))) {
      const reason = `Port ${spec.port} is used by another program.`;
      return this.#ended({ reason, problem: 'port-taken', final: !this.#everReady });
    }
    const started = performance.now();
    const everReady = this.#everReady;
    const life = new Life({ spec, log, times: this.#times, everReady, onReady: () => this.#becameReady() });
    this.#life = life;
    this.#publish(this.#state.state, this.#state.reason);
    if (this.#ending) {
      life.interrupt();
    }
    const cause = await life.follow();
    if (this.#ending || cause) {
      await this.#end(life.child);
    }
    const exit = await life.child.ended;
    signalAll(membersOf(this.#instance, life.child.pid), 'SIGKILL');
    this.#life = undefined;
    if (performance.now() - started > this.#times.steady) {
      this.#delay = this.#times.firstDelay;
    }
    return !this.#ending && this.#ended(cause ?? life.explain(exit));
  }

  #becameReady(): void {
    this.#everReady = true;
    this.#failures = 0;
    this.#publish('running', 'It is ready and answers.');
  }

  /** Says what a life's end means; true when there is to be another one. */
  #ended({ reason, problem, detail, final }: Cause): boolean {
    this.around.log.say(`[supervisor] ${reason}`);
    this.#failures += 1;
    const givenUp = !this.#everReady && this.#failures >= ATTEMPTS;
    if (final || givenUp || !this.around.spec.restart) {
      Object.assign(this.#state, { problem, detail });
      this.#publish('failed', givenUp && !final ? `${reason} It was tried ${ATTEMPTS} times.` : reason);
      return false;
    }
    this.#publish('restarting', `${reason} It is started again.`);
    return true;
  }

  async #backOff(): Promise<void> {
    await pause(this.#delay, this.#stop.signal);
    this.#delay = Math.min(this.#delay * 2, this.#times.lastDelay);
    this.#state.restarts += 1;
  }

  /** Gently, then by force, to the last child. */
  async #end(child: Child): Promise<void> {
    const deadline = performance.now() + this.#times.grace;
    let stragglers = Infinity;
    child.signalGroup('SIGTERM');
    signalAll(
      membersOf(this.#instance, child.pid).filter(pid => pid !== child.pid),
      'SIGTERM'
    );
    while (performance.now() < Math.min(deadline, stragglers)) {
      const members = membersOf(this.#instance, child.pid);
      if (child.exited) {
        if (members.length === 0) {
          return;
        }
        stragglers = Math.min(stragglers, performance.now() + this.#times.stragglers);
      }
      await new Promise(resolve => setTimeout(resolve, LOOK));
    }
    child.signalGroup('SIGKILL');
    signalAll(membersOf(this.#instance, child.pid), 'SIGKILL');
  }

  #stopUnwanted(): void {
    const reason = this.around.unwanted();
    if (reason !== undefined) {
      this.stop(reason);
    }
  }

  #publish(state: ProcessState['state'], reason: string): void {
    if (state !== this.#state.state) {
      this.#state.since = new Date().toISOString();
    }
    Object.assign(this.#state, { state, reason, child: this.#life?.child.identity });
    this.around.publish(this.#state);
  }
}
