import { Problem } from '../../contract/problem';
import { Deployed, type Tested } from '../../contract/run';
import { deploymentNameOf } from '../deployment-name';
import type { Stage } from '../stage';
import type { Targets } from '../targets';

/** Starts the tested component on its target and waits until it answers. */
export function createDeployStage(targets: Targets): Stage<Tested, Deployed> {
  return {
    title: 'Deploy',
    output: Deployed,
    async check({ request, verdict }) {
      if (verdict.passed) {
        return [];
      }
      return [
        Problem.parse({
          code: 'test-failed',
          severity: request.acceptFailedTest ? 'warning' : 'error',
          message: 'The model did not pass its test.',
          reason: verdict.summary,
          suggestion: request.acceptFailedTest
            ? 'It is deployed all the same, as asked.'
            : 'Look at the failed cases; deploy it all the same with --accept-failed-test.'
        })
      ];
    },
    async run(input, context) {
      const name = input.request.name ?? deploymentNameOf(input.model);
      return { ...input, deployment: await targets[input.request.target].deploy(input, name, context) };
    },
    note: ({ deployment }) => deployment.endpoint?.url ?? deployment.name
  };
}
