import { ProblemError, type ProblemInput } from '../../contract/problem';
import type { ProcessFailure, ProcessStatus } from '../../tools/processes';

type Words = Pick<ProblemInput, 'message' | 'suggestion'>;

const LOG = 'Look at what it wrote, below';

const WORDS: Record<ProcessFailure, Words> = {
  'model-load-failed': {
    message: 'The model could not be loaded.',
    suggestion: `${LOG}; correct the model or its requirements and deploy it again.`
  },
  'model-crashed': {
    message: "The model's process ended by itself.",
    suggestion: `${LOG}; a package that does not fit this machine or Python version is the usual cause.`
  },
  'model-out-of-memory': {
    message: 'The model needs more memory than it may use.',
    suggestion: 'Raise the limit with --memory, or deploy it where there is more.'
  },
  'model-start-timeout': {
    message: 'The model was not ready in time.',
    suggestion: `${LOG}; give it more time with --start-timeout if it only loads slowly.`
  },
  'port-taken': {
    message: 'The port of the deployment is taken.',
    suggestion: 'Choose another one with --port, or leave it out to get a free one.'
  }
};

/** How a server says that another program was faster. */
const ADDRESS_IN_USE = /address already in use/i;

/** Why an instance that should be ready is not, with the last lines that it wrote. */
export function processProblem(status: ProcessStatus, tail: string): ProblemError {
  const failure = status.problem ?? 'model-crashed';
  const code: ProcessFailure = failure === 'model-crashed' && ADDRESS_IN_USE.test(tail) ? 'port-taken' : failure;
  const { message, suggestion } = WORDS[code];
  const detail = [status.detail?.trim(), tail.trim()].filter(Boolean).join('\n\n') || undefined;
  return new ProblemError({ code, message, reason: status.reason, suggestion, detail });
}

/** The Problem of a port that something else listens on, found before any work. */
export function portTaken(port: number): ProblemInput {
  return {
    code: 'port-taken',
    ...WORDS['port-taken'],
    reason: `Another program listens on port ${port} of this machine.`
  };
}
