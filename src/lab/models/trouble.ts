import { ServerConnection } from '@jupyterlab/services';
import type { Problem } from '../../contract/problem';

/**
 * What was thrown, as a Problem; undefined when the work was given up on purpose. The contract is loaded when it is
 * needed: this file is part of what loads with JupyterLab, and zod should not be.
 */
export async function troubleOf(error: unknown, signal?: AbortSignal): Promise<Problem | undefined> {
  if (signal?.aborted) {
    return undefined;
  }
  const { problemOf, Problem } = await import('../../contract/problem');
  if (!(error instanceof ServerConnection.NetworkError)) {
    return problemOf(error);
  }
  return Problem.parse({
    code: 'service-unavailable',
    message: 'The Jupyter server does not answer.',
    reason: 'It was stopped, or the network between is down.',
    suggestion: 'It is asked again by itself; nothing is lost.'
  });
}
