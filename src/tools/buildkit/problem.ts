import { ProblemError, type ProblemInput } from '../../contract/problem';
import { UV_FAILURES, uvProblem } from '../python/uv-problems';
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

/** How the scripts of our builder say that a class cannot be imported; see docker/builder/s2i/assemble. */
const IMPORT = /^@@error 67 (.*)$/m;

/** Why BuildKit made no image. `tail`: the last of what it wrote. */
export function buildKitProblem(reference: string, tail: string): ProblemError {
  const text = redact(tail);
  const step = failedStep(text);
  if (UV_FAILURES.some(({ pattern }) => pattern.test(step))) {
    return uvProblem(step);
  }
  const lines = `${text}\n${step}`.split('\n');
  const reason = lines.findLast(line => /^(error|ERROR)|error:/.test(line)) ?? 'See its last lines.';
  const said = IMPORT.exec(step)?.[1];
  const known: Partial<ProblemInput> | undefined = said
    ? { code: 'model-load-failed', reason: said }
    : CAUSES.find(([pattern]) => pattern.test(reason))?.[1];
  return new ProblemError({
    code: 'build-failed',
    message: `BuildKit could not make ${reference}.`,
    suggestion: 'Look at the last lines of the build below.',
    reason,
    ...known,
    detail: text
  });
}

/** What the step that failed wrote: the lines `#16 0.687 …`, where there is a line `#16 ERROR: …`. */
function failedStep(text: string): string {
  const step = /^(#\d+ )ERROR: /m.exec(text)?.[1];
  const lines = step === undefined ? [] : text.split('\n').filter(line => line.startsWith(step));
  return lines
    .map(line => /^#\d+ [\d.]+ (.*)$/.exec(line)?.[1] ?? '')
    .join('\n')
    .trim();
}
