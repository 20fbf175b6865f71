import type { ReactElement } from 'react';
import type { Deployment } from '../../contract/deployment';
import type { RunningVersion } from '../../contract/kubernetes';
import { useTask } from '../hooks/use-task';
import { useLab } from '../lab';
import { CopyButton } from '../parts/copy-button';
import { DeploymentButtons } from '../parts/deployment-buttons';
import { Facts } from '../parts/facts';
import { InsertRequestButton } from '../parts/insert-request-button';
import { Moment } from '../parts/moment';
import { StateBadge } from '../parts/state-badge';
import { VersionShares } from '../parts/version-shares';

/** What a deployment is and how it stands, and what can be done with it. */
export function DeploymentHeader({ deployment }: { deployment: Deployment }): ReactElement {
  const { trans, words } = useLab();
  const { name, endpoint, memory, cpu, place, versions } = deployment;
  const work = useTask({ subject: name, place, kinds: ['start', 'restart', 'scale'] });
  // A pod that is ready is not yet one that its clients reach; what starts it knows.
  const isStarting = work.isBusy && work.task?.kind === 'start';
  return (
    <div className="jp-DeployModel-header">
      <h1>
        {name} <StateBadge state={isStarting ? 'starting' : deployment.state} />
      </h1>
      <p>{isStarting ? '' : deployment.reason}</p>
      <Facts
        facts={[
          [trans.__('Model'), <code key="model">{deployment.model}</code>],
          [
            trans.__('Address'),
            endpoint && (
              <span className="jp-DeployModel-address">
                <code>{endpoint.predictions}</code>
                <CopyButton label={trans.__('Copy the address')} text={() => endpoint.predictions} />
              </span>
            )
          ],
          [trans.__('Runs on'), place && trans.__('%1, namespace %2', place.context, place.namespace)],
          [
            trans.__('Versions'),
            versions && versions.length > 1 && <VersionShares key="versions" versions={versions} />
          ],
          [trans.__('Copies'), versions && copiesOf(versions, trans)],
          [trans.__('Revision'), deployment.revision],
          [trans.__('Deployed'), <Moment key="created" time={deployment.createdAt} />],
          [trans.__('Test'), deployment.verdict],
          [trans.__('Memory'), memory === undefined ? undefined : words.bytes(memory)],
          [trans.__('CPU'), cpu === undefined ? undefined : trans.__('%1 %%', cpu.toFixed(1))],
          [trans.__('Restarts'), deployment.restarts || undefined],
          [trans.__('Process'), deployment.pid]
        ]}
      />
      <DeploymentButtons deployment={deployment} work={work}>
        <InsertRequestButton id={deployment} />
      </DeploymentButtons>
    </div>
  );
}

function copiesOf(versions: readonly RunningVersion[], trans: ReturnType<typeof useLab>['trans']): string {
  const sum = (of: (version: RunningVersion) => number) => versions.reduce((total, each) => total + of(each), 0);
  return trans.__(
    '%1 of %2 answer',
    sum(({ ready }) => ready),
    sum(({ replicas }) => replicas)
  );
}
