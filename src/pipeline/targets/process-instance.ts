import type { WrappedComponent } from '../../contract/component';
import type { ProcessBuild } from '../../contract/deployment';
import { isPortFree } from '../../tools/processes/port';
import type { Processes, ProcessSpec } from '../../tools/processes';
import type { Ports, Runtimes } from '../runtimes';
import type { Context } from '../stage';
import { processProblem } from './process-problem';

const MEBIBYTE = 1024 * 1024;
const TAIL = 40;

/** One running copy of a component. `memory` in MiB, 0 is no limit; `startTimeout` in seconds. */
export interface Instance {
  folder: string;
  component: WrappedComponent;
  build: ProcessBuild;
  ports: Ports;
  memory: number;
  startTimeout: number;
}

/** Starts components under supervisors and waits until they answer. */
export class Instances {
  constructor(private readonly parts: { processes: Processes; runtimes: Runtimes }) {}

  /** Throws model-load-failed, model-crashed, model-out-of-memory, model-start-timeout, port-taken; it is stopped then. */
  async start(
    { folder, component, build, ports, memory, startTimeout }: Instance,
    { log, signal, ...lasting }: Pick<Context, 'log' | 'signal'> & Pick<ProcessSpec, 'restart' | 'owner' | 'record'>
  ): Promise<void> {
    const { processes, runtimes } = this.parts;
    const command = await runtimes[component.runtime].command(component, build, ports);
    signal.throwIfAborted();
    try {
      await processes.start(folder, {
        ...command,
        port: ports.http,
        startTimeoutSeconds: startTimeout,
        memoryLimit: memory * MEBIBYTE,
        restart: lasting.restart,
        owner: lasting.owner,
        record: lasting.record
      });
      const ready = await processes.waitUntilReady(folder, { signal, onLine: line => log.line('model', line) });
      if (ready.state !== 'running') {
        throw processProblem(ready, await this.tail(folder, TAIL));
      }
    } catch (error) {
      await processes.stop(folder);
      throw error;
    }
  }

  /** The last lines that an instance wrote, without time stamps. */
  async tail(folder: string, lines: number): Promise<string> {
    const signal = new AbortController().signal;
    const kept: string[] = [];
    for await (const line of this.parts.processes.logs(folder, { follow: false, lines, signal })) {
      kept.push(line.replace(/^\S+Z /, ''));
    }
    return kept.join('\n');
  }

  isFree(port: number): Promise<boolean> {
    return isPortFree(port);
  }
}
