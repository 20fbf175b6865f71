import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ProcessBuild } from '../../contract/deployment';
import type { Built } from '../../contract/run';
import { identify } from '../../tools/process-identity';
import type { Processes } from '../../tools/processes';
import type { Runtimes } from '../runtimes';
import type { Context } from '../stage';
import type { Instances } from './process-instance';
import { freePorts } from './process-ports';
import type { ThrowAway } from './target';

/** Lines that are kept for a Problem. */
const LINES = 60;

/** Starts a process for the test stage; it ends with this program at the latest. */
export async function startProcessThrowAway(
  { processes, runtimes, instances }: { processes: Processes; runtimes: Runtimes; instances: Instances },
  { request, component, ...built }: Built,
  context: Context
): Promise<ThrowAway> {
  const { memory, startTimeout } = request;
  const folder = join(context.workdir, 'throw-away');
  const ports = await freePorts(processes, request);
  const remove = async () => {
    await processes.stop(folder);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await instances.start(
      { folder, component, build: ProcessBuild.parse(built.build), ports, memory, startTimeout },
      { ...context, owner: identify(process.pid), restart: false }
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    endpoint: runtimes[component.runtime].address(ports, component),
    tail: () => instances.tail(folder, LINES),
    remove
  };
}
