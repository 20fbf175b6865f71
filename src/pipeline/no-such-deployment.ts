import { ProblemError } from '../contract/problem';

/** Nothing of that name is known, wherever it was looked for. */
export function noSuchDeployment(name: string): ProblemError {
  return new ProblemError({
    code: 'no-such-deployment',
    message: `There is no deployment ${name || 'without a name'}.`,
    reason: 'It was never made here, or it was removed.',
    suggestion: 'See `deploy-model list`.'
  });
}

/** The same, where a cluster could have known it but none is configured. */
export function noSuchDeploymentHere(name: string): ProblemError {
  return new ProblemError({
    ...noSuchDeployment(name).problem,
    reason: 'It was never made on this machine, or it was removed; and no cluster is configured where it could be.',
    suggestion: 'See `deploy-model list`; for one on a cluster set KUBECONFIG, or copy a kubeconfig to ~/.kube/config.'
  });
}
