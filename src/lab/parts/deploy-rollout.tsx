import type { ReactElement } from 'react';
import { useFrames } from '../hooks/use-changes';
import { rolloutOf } from '../models/rollout-steps';
import type { RunModel } from '../models/run-model';
import { recordOf } from '../models/run-progress';
import { RolloutSteps } from './rollout-steps';

/** The rollout of a run on a cluster, live and afterwards. */
export function DeployRollout({ run }: { run: RunModel }): ReactElement | null {
  useFrames(run);
  const rollout = rolloutOf(run.log.from('deploy', 'cluster'), recordOf(run.run, 'deploy').state);
  return rollout ? <RolloutSteps rollout={rollout} /> : null;
}
