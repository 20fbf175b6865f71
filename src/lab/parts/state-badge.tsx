import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { DeploymentState } from '../../contract/deployment';
import { useLab } from '../lab';

/** The state of a deployment as a word, with a colour that only repeats it. */
export function StateBadge({ state }: { state: DeploymentState }): ReactElement {
  const { trans } = useLab();
  return (
    <span className="jp-DeployModel-state">
      <span className={`jp-DeployModel-dot jp-mod-${state}`} aria-hidden />
      {deploymentStateWords(trans)[state]}
    </span>
  );
}

function deploymentStateWords(trans: TranslationBundle): Record<DeploymentState, string> {
  return {
    starting: trans.__('starting'),
    running: trans.__('running'),
    restarting: trans.__('restarting'),
    failed: trans.__('failed'),
    stopped: trans.__('stopped'),
    lost: trans.__('lost')
  };
}
