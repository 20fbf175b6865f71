import type { ReactElement } from 'react';
import type { Deployment } from '../../contract/deployment';
import { textOfId } from '../../contract/deployment-id';
import { useWatch } from '../hooks/use-watch';
import { useLab } from '../lab';
import { ActionButton } from '../parts/action-button';
import { Loading } from '../parts/loading';
import { Moment } from '../parts/moment';
import { ProblemView } from '../parts/problem-view';
import { StateBadge } from '../parts/state-badge';
import { VersionShares } from '../parts/version-shares';

/** All deployments of this user, whatever program made them. */
export function DeploymentList(): ReactElement {
  const { actions, deployments, trans } = useLab();
  useWatch(deployments);
  const { list, isKnown, trouble } = deployments;
  return (
    <section className="jp-DeployModel-deployments" aria-label={trans.__('Deployments')}>
      {trouble && <ProblemView problem={trouble} onRetry={() => void deployments.refresh()} />}
      {!isKnown && !trouble && <Loading text={trans.__('Looking for deployments…')} />}
      {isKnown && list.length === 0 && (
        <div className="jp-DeployModel-empty">
          <p>{trans.__('Nothing is deployed yet.')}</p>
          <ActionButton kind="accept" label={trans.__('Deploy a model')} onClick={() => actions.openPanel({})} />
        </div>
      )}
      {list.length > 0 && (
        <ul>
          {list.map(deployment => (
            <DeploymentItem key={textOfId(deployment)} deployment={deployment} />
          ))}
        </ul>
      )}
    </section>
  );
}

function DeploymentItem({ deployment }: { deployment: Deployment }): ReactElement {
  const { actions, words } = useLab();
  const { name, state, model, endpoint, createdAt, memory, reason, place, versions = [] } = deployment;
  return (
    <li>
      <button type="button" title={reason} onClick={() => actions.openDeployment({ name, place })}>
        <span className="jp-DeployModel-deploymentName">{name}</span>
        <StateBadge state={state} />
        {versions.length > 1 && (
          <span className="jp-DeployModel-shares">
            <VersionShares versions={versions} />
          </span>
        )}
        <span className="jp-DeployModel-hint" title={model}>
          {model}
        </span>
        <span className="jp-DeployModel-hint">
          {place ? `${place.context}, ${place.namespace} · ` : endpoint && `${new URL(endpoint.url).host} · `}
          <Moment time={createdAt} />
          {memory !== undefined && ` · ${words.bytes(memory)}`}
        </span>
      </button>
    </li>
  );
}
