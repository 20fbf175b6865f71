import { Problem, ProblemError, type ProblemInput } from '../../contract/problem';
import type { ContainerState, Engine } from '../../tools/docker';
import { missingGpus } from '../../tools/docker/gpu';
import { count } from '../testing/sentence';

const LOG = 'Look at what it wrote, below';

type Words = Pick<ProblemInput, 'code' | 'message' | 'suggestion'>;

const LOAD_FAILED: Words = {
  code: 'model-load-failed',
  message: 'The model could not be loaded.',
  suggestion: `${LOG}; correct the model or its requirements and deploy it again.`
};
const CRASHED: Words = {
  code: 'model-crashed',
  message: "The model's container ended by itself.",
  suggestion: `${LOG}; a package that needs a library which the image does not have is the usual cause.`
};
const OUT_OF_MEMORY: Words = {
  code: 'model-out-of-memory',
  message: 'The model needs more memory than it may use.',
  suggestion: 'Raise the limit with --memory, or deploy it where there is more.'
};

/** Exit code of a process that was killed. */
const KILLED = 137;

/** The model says that it did not load. `info`: its own words, a traceback. */
export function loadFailed(info: string, tail: string): ProblemError {
  return problem(LOAD_FAILED, lastLine(info), [info, tail]);
}

/** The container is no longer there, or has ended. */
export function ended(state: ContainerState | undefined, tail: string): ProblemError {
  if (!state) {
    return problem(CRASHED, 'The container was removed.', [tail]);
  }
  if (state.outOfMemory || state.exitCode === KILLED) {
    return problem(OUT_OF_MEMORY, 'The engine ended it because its memory was used up.', [tail]);
  }
  const reason = state.error || lastLine(tail) || `It ended with code ${state.exitCode}.`;
  return problem(CRASHED, reason, [state.error, tail]);
}

/** It runs, and was not ready in time. */
export function tooSlow(seconds: number, tail: string): ProblemError {
  return problem(
    {
      code: 'model-start-timeout',
      message: 'The model was not ready in time.',
      suggestion: `${LOG}; give it more time with --start-timeout if it only loads slowly.`
    },
    `It did not answer within ${seconds} seconds.`,
    [tail]
  );
}

/** The Problem of an image that was removed from the engine. */
export function imageGone(reference: string): ProblemError {
  return new ProblemError({
    code: 'no-such-image',
    message: `The image ${reference} is no longer on the engine.`,
    reason: 'It was removed after it was built.',
    suggestion: 'Deploy the model again: the image is then built again.'
  });
}

function problem(words: Words, reason: string, texts: string[]): ProblemError {
  const detail =
    texts
      .map(text => text.trim())
      .filter(Boolean)
      .join('\n\n') || undefined;
  return new ProblemError({ ...words, reason, detail });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}

/** What is wrong with the GPUs that an engine is asked for, as far as it says what it has. */
export function gpuProblems(gpus: string, engine: Pick<Engine, 'gpus' | 'gpuIds'>): Problem[] {
  if (gpus === '') {
    return [];
  }
  if (engine.gpus === 'unknown') {
    return [noGpuKnown()];
  }
  const missing = missingGpus(gpus, engine);
  return missing.length === 0 ? [] : [gpusMissing(missing, engine.gpuIds)];
}

function gpusMissing(missing: string[], ids: string[]): Problem {
  return Problem.parse({
    code: 'gpu-missing',
    message: `The Docker Engine has no GPU ${missing.join(', ')}.`,
    reason: ids.length === 0 ? 'It names none by itself.' : `It has ${count(ids.length, 'GPU')}: ${ids.join(', ')}.`,
    suggestion: 'Ask for fewer, such as --gpus 1, for one of those by --gpus device=…, or for all of them.'
  });
}

/** A GPU that the engine does not name shows only when a container is started with it. */
function noGpuKnown(): Problem {
  return Problem.parse({
    code: 'gpu-missing',
    severity: 'warning',
    message: 'The Docker Engine names no GPU.',
    reason: 'It may have one all the same; whether it has shows when the container is started.',
    suggestion: 'Install the NVIDIA container toolkit where the engine runs, or deploy without --gpus.'
  });
}
