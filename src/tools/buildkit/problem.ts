import { ProblemError, type ProblemInput } from '../../contract/problem';
import { redact } from '../redact';

type Known = Pick<ProblemInput, 'code' | 'suggestion'>;

/** Failures that have a cause of their own, by BuildKit's words. */
const CAUSES: [RegExp, Known][] = [
  [
    /401 Unauthorized|403 Forbidden|insufficient_scope|authorization failed/i,
    { code: 'registry-unauthorised', suggestion: 'Log in with `docker login`, as a user who may use that repository.' }
  ],
  [
    /failed to push|failed to do request|failed to resolve source metadata/i,
    {
      code: 'registry-unreachable',
      suggestion:
        'Check the name of the image; a registry without TLS, or with a CA of its own, is named in buildkitd.toml.'
    }
  ],
  [/no space left on device/i, { code: 'disk-full', suggestion: 'Free some space: `buildctl prune`.' }]
];

/** Why BuildKit made no image. `tail`: the last of what it wrote. */
export function buildKitProblem(reference: string, tail: string): ProblemError {
  const text = redact(tail);
  const reason = text.split('\n').findLast(line => /^(error|ERROR|\[31m)|error:/.test(line)) ?? 'See its last lines.';
  const known = CAUSES.find(([pattern]) => pattern.test(reason))?.[1];
  return new ProblemError({
    code: 'build-failed',
    message: `BuildKit could not make ${reference}.`,
    suggestion: 'Look at the last lines of the build below.',
    reason,
    ...known,
    detail: text
  });
}
