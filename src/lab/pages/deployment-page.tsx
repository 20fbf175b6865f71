import { type ReactElement, useState } from 'react';
import { type DeploymentId, textOfId } from '../../contract/deployment-id';
import { useWatch } from '../hooks/use-watch';
import { useLab } from '../lab';
import { allNamed, oneWithId } from '../models/deployment-choice';
import { ActionButton } from '../parts/action-button';
import { Loading } from '../parts/loading';
import { ProblemView } from '../parts/problem-view';
import { type Tab, Tabs } from '../parts/tabs';
import { Trial } from '../parts/trial';
import { DeploymentHeader } from './deployment-header';
import { LogsTab } from './logs-tab';
import { MetricsTab } from './metrics-tab';
import { RevisionsTab } from './revisions-tab';
import { TrafficTab } from './traffic-tab';
import { VerdictTab } from './verdict-tab';

type Part = 'trial' | 'traffic' | 'logs' | 'metrics' | 'verdict' | 'revisions';

/** One deployment: ask it, read its log, see its numbers, test it, and what was there before. */
export function DeploymentPage({ id }: { id: DeploymentId }): ReactElement {
  const { deployments, trans } = useLab();
  useWatch(deployments);
  const [part, setPart] = useState<Part>('trial');
  const { name } = id;
  const namesakes = allNamed(deployments.list, name);
  const deployment = oneWithId(deployments.list, id);
  if (!deployment) {
    return (
      <div className="jp-DeployModel-page">
        {deployments.trouble ? (
          <ProblemView problem={deployments.trouble} onRetry={() => void deployments.refresh()} />
        ) : deployments.isKnown && !id.place && namesakes.length > 1 ? (
          <WhichOne choices={namesakes} />
        ) : deployments.isKnown ? (
          <p className="jp-DeployModel-empty" role="status">
            {trans.__('There is no deployment %1: it was removed.', name)}
          </p>
        ) : (
          <Loading text={trans.__('Looking at the deployment…')} />
        )}
      </div>
    );
  }
  const tabs: Tab<Part>[] = [
    { key: 'trial', label: trans.__('Test'), content: () => <Trial id={deployment} /> },
    ...(deployment.target === 'kubernetes'
      ? [{ key: 'traffic' as const, label: trans.__('Traffic'), content: () => <TrafficTab deployment={deployment} /> }]
      : []),
    { key: 'logs', label: trans.__('Logs'), content: () => <LogsTab id={deployment} /> },
    { key: 'metrics', label: trans.__('Metrics'), content: () => <MetricsTab deployment={deployment} /> },
    { key: 'verdict', label: trans.__('Contract'), content: () => <VerdictTab id={deployment} /> },
    { key: 'revisions', label: trans.__('Revisions'), content: () => <RevisionsTab deployment={deployment} /> }
  ];
  return (
    <div className="jp-DeployModel-page">
      <DeploymentHeader deployment={deployment} />
      {deployments.trouble && <ProblemView problem={deployments.trouble} />}
      <Tabs label={trans.__('Deployment %1', name)} tabs={tabs} selected={part} onSelect={setPart} />
    </div>
  );
}

/** Several have the name: each has a page of its own. */
function WhichOne({ choices }: { choices: readonly DeploymentId[] }): ReactElement {
  const { actions, trans } = useLab();
  return (
    <div className="jp-DeployModel-empty">
      <p role="status">{trans.__('There are %1 deployments %2.', choices.length, choices[0]?.name)}</p>
      <div className="jp-DeployModel-buttons">
        {choices.map(({ name, place }) => (
          <ActionButton
            key={textOfId({ name, place })}
            label={trans.__('Open the one in %1, namespace %2', place?.context, place?.namespace)}
            onClick={() => actions.openDeployment({ name, place })}
          />
        ))}
      </div>
    </div>
  );
}
