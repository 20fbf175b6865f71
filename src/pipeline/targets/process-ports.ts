import { ProblemError } from '../../contract/problem';

/** How often other ports are tried. */
const ATTEMPTS = 3;

/**
 * Does work that chooses free ports, and does it again when another program took one of them before the model did.
 * `fixed`: the port that a person chose; 0 when any will do.
 */
export async function onFreePorts<T>(fixed: number, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const taken = error instanceof ProblemError && error.problem.code === 'port-taken';
      if (!taken || fixed !== 0 || attempt === ATTEMPTS) {
        throw error;
      }
    }
  }
}
