import type { ReactElement } from 'react';
import { idOf } from '../../contract/deployment-id';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import { recordOf } from '../models/run-progress';
import { ActionButton } from '../parts/action-button';
import { CopyButton } from '../parts/copy-button';
import { DeployRollout } from '../parts/deploy-rollout';
import { Facts } from '../parts/facts';
import { InsertRequestButton } from '../parts/insert-request-button';
import { ManifestView } from '../parts/manifest-view';
import { ProblemView } from '../parts/problem-view';
import { StageLog } from '../parts/stage-log';
import { Trial } from '../parts/trial';
import type { PanelProperties } from './panel';
import { Waiting } from './waiting';

/** Where the model answers now, and every way to ask it. */
export function DeployPanel({ run }: PanelProperties): ReactElement {
  const { trans, actions } = useLab();
  useChanges(run);
  const record = recordOf(run?.run, 'deploy');
  if (!run?.run) {
    return <Waiting text={trans.__('Here will be the address of the model, and ways to ask it.')} />;
  }
  const isOnCluster = run.run.request.target === 'kubernetes';
  const hasManifest = isOnCluster && recordOf(run.run, 'build').state === 'finished';
  if (record.state === 'waiting') {
    return (
      <>
        <Waiting text={trans.__('Here will be the address of the model, and ways to ask it.')} />
        {hasManifest && <h3>{trans.__('What will be applied')}</h3>}
        {hasManifest && <ManifestView run={run.id} />}
      </>
    );
  }
  const { deployment } = run.run;
  const endpoint = deployment?.endpoint;
  return (
    <>
      {isOnCluster && <DeployRollout run={run} />}
      {record.problem && <ProblemView problem={record.problem} />}
      {deployment && endpoint && (
        <>
          <Facts
            facts={[
              [trans.__('Deployment'), deployment.name],
              [
                trans.__('Address'),
                <span key="address" className="jp-DeployModel-address">
                  <code>{endpoint.predictions}</code>
                  <CopyButton label={trans.__('Copy the address')} text={() => endpoint.predictions} />
                </span>
              ],
              [trans.__('Revision'), deployment.revision]
            ]}
          />
          <div className="jp-DeployModel-buttons">
            <ActionButton label={trans.__('Open its page')} onClick={() => actions.openDeployment(idOf(deployment))} />
            <InsertRequestButton id={deployment} />
          </div>
          <Trial id={deployment} />
        </>
      )}
      {hasManifest && (
        <details className="jp-DeployModel-fold">
          <summary>{trans.__('Manifest')}</summary>
          <ManifestView run={run.id} />
        </details>
      )}
      <StageLog run={run} stage="deploy" isOpen={record.state === 'running' || record.state === 'failed'} />
    </>
  );
}
