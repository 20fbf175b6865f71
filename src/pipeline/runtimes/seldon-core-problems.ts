import type { WrappedComponent } from '../../contract/component';
import { Problem } from '../../contract/problem';
import { isBefore } from '../requirements/version';
import { isBusinessSource, SELDON_CORE, seldonCoreOverrides, seldonCoreVersion } from './seldon-core-requirements';

const BUILTIN = 'Serve it with the built-in runtime, which runs the same class.';

/** What would keep seldon-core from serving a component, and what a person should know. */
export function seldonCoreProblems(component: WrappedComponent): Problem[] {
  const version = seldonCoreVersion(component);
  return [...pythonProblems(version, component.python), ...licenceProblems(version), olderPackages(version, component)];
}

/** 1.19 needs Python 3.12; the versions before it depend on packages that do not run on 3.13. */
function pythonProblems(version: string, python: string): Problem[] {
  const newer = !isBefore(version, '1.19');
  const fits = newer ? !isBefore(python, '3.12') : !isBefore(python, '3.8') && isBefore(python, '3.13');
  if (fits) {
    return [];
  }
  return [
    Problem.parse({
      code: 'runtime-unsuitable',
      message: `seldon-core ${version} does not run on Python ${python}, which the model was logged with.`,
      reason: newer ? 'It needs Python 3.12 or newer.' : 'It runs on Python 3.8 to 3.12.',
      suggestion: newer ? BUILTIN : `${BUILTIN.slice(0, -1)}, or choose seldon-core@1.19.0.`
    })
  ];
}

function licenceProblems(version: string): Problem[] {
  if (!isBusinessSource(version)) {
    return [];
  }
  return [
    Problem.parse({
      code: 'runtime-unsuitable',
      severity: 'warning',
      message: `seldon-core ${version} may not be used in production without a subscription.`,
      reason: 'From 1.18 on it is under the Business Source License 1.1.',
      suggestion: `Use seldon-core@${SELDON_CORE}, the last version under the Apache licence, or the built-in runtime.`
    })
  ];
}

function olderPackages(version: string, component: WrappedComponent): Problem {
  const names = seldonCoreOverrides(component).map(line => /^[\w.-]+/.exec(line)?.[0] ?? line);
  return Problem.parse({
    code: 'runtime-unsuitable',
    severity: 'warning',
    message: `seldon-core ${version} is run with newer packages than it asks for: ${[...new Set(names)].join(', ')}.`,
    reason: 'What it asks for excludes what today’s models need; it was seen to work with these.',
    suggestion: BUILTIN
  });
}
