import { ProblemError, type ProblemInput } from '../../contract/problem';
import type { S2iEnd } from '../../tools/s2i';
import { uvProblem } from '../../tools/python/uv-problems';

/** Exit codes of our assemble script; see docker/builder/s2i/assemble. */
const PACKAGES = 66;
const IMPORT = 67;
/** What the source is to say is not there. */
const SOURCE = [64, 65];
const OUT_OF_MEMORY = 137;

const NO_SPACE = /no space left on device/i;
const DISK_FULL = {
  code: 'disk-full',
  reason: 'The disk of the Docker Engine is full.',
  suggestion: 'Free some space: `deploy-model images prune`, or `docker system prune`.'
} as const;

/** Why s2i made no image, by what the engine saw and by what the scripts of our builder say. */
export function s2iProblem({ assemble, code, tail }: S2iEnd, reference: string): ProblemError {
  const said = /^@@error \d+ (.*)$/m.exec(tail)?.[1];
  const detail = words(tail);
  if (assemble?.code === PACKAGES) {
    return uvProblem(detail);
  }
  return new ProblemError({
    message: `The image ${reference} could not be built.`,
    suggestion: 'Look at the last lines of the build below.',
    ...(NO_SPACE.test(tail) ? DISK_FULL : causeOf(assemble, code, said)),
    detail
  });
}

/** Without what is for programs, and what s2i says of every builder that is on the engine alone. */
function words(tail: string): string {
  return tail
    .replace(/^@@stage .*\n?/gm, '')
    .replace(/^@@error \d+ /gm, '')
    .replace(/^WARNING: could not inspect the builder image for labels: .*\n?/gm, '');
}

type Cause = Pick<ProblemInput, 'code' | 'reason'> & Partial<Pick<ProblemInput, 'suggestion'>>;

function causeOf(assemble: S2iEnd['assemble'], code: number | null, said: string | undefined): Cause {
  if (assemble?.outOfMemory || assemble?.code === OUT_OF_MEMORY) {
    return {
      code: 'build-failed',
      reason: 'The program that puts it together was ended: there was not enough memory.',
      suggestion: 'Give the Docker Engine more memory, and build again.'
    };
  }
  if (assemble?.code === IMPORT) {
    return {
      code: 'model-load-failed',
      reason: said ?? 'The class cannot be imported.',
      suggestion: 'Look at the traceback below; a package that is not in the requirements is the usual cause.'
    };
  }
  if (assemble && SOURCE.includes(assemble.code)) {
    return {
      code: 'model-load-failed',
      reason: said ?? 'The source does not say what the model is.',
      suggestion: 'Correct .s2i/environment or the name of the file, and build again.'
    };
  }
  if (assemble && assemble.code !== 0) {
    return { code: 'build-failed', reason: said ?? `The builder's assemble script ended with code ${assemble.code}.` };
  }
  return {
    code: 'build-failed',
    reason:
      code === 0 ? 's2i ended without making an image, which it does for bad usage.' : `s2i ended with code ${code}.`
  };
}
