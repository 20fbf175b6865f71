import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { ProcessSpec } from '../tools/processes';
import { exchange, type Health, probe, warmthOf } from './probe';

export interface Waiting {
  /** How long (ms) the process may take to say how it is. */
  timeout: number;
  /** How long (ms) it may take for its first prediction. */
  warmUpTimeout: number;
  signal: AbortSignal;
}

/**
 * Whether a process that starts can do its work. Its word alone is no proof: some runtimes say so before all of their
 * ports are open, and none but ours asks the model a first time by itself.
 */
export async function readiness(
  { port, opens = [], warmUp }: Pick<ProcessSpec, 'port' | 'opens' | 'warmUp'>,
  { timeout, warmUpTimeout, signal }: Waiting
): Promise<Health> {
  const health = await probe(port, timeout, signal);
  if (health.is !== 'ready') {
    return health;
  }
  const open = await Promise.all(opens.map(further => isOpen(further, timeout)));
  if (!open.every(Boolean)) {
    return { is: 'loading' };
  }
  if (!warmUp) {
    return health;
  }
  const body = await readFile(warmUp.file, 'utf8').catch((error: Error) => error);
  if (typeof body !== 'string') {
    return { is: 'failed', info: `The first request cannot be read: ${body.message}` };
  }
  const answer = await exchange(port, `POST ${warmUp.path}`, { timeout: Math.max(1, warmUpTimeout), signal, body });
  return typeof answer === 'string' && answer !== '' ? warmthOf(answer) : { is: 'silent', refused: false };
}

/** Whether a port of 127.0.0.1 takes connections. */
function isOpen(port: number, timeout: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    const finish = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(timeout, () => finish(false));
    socket.once('connect', () => finish(true)).once('error', () => finish(false));
  });
}
