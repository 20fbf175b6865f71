import { checkIcon, errorIcon, infoIcon } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import type { ClusterExamination, Permission } from '../../contract/kubernetes';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { Facts } from './facts';
import { ProblemView } from './problem-view';
import { SeldonForm } from './seldon-form';

interface ClusterViewProperties {
  /** Undefined while it is asked for. */
  examination: ClusterExamination | undefined;
  /** Looks again. */
  onRetry: () => void;
}

/** What a cluster has, what is missing there with what to do, and what this user may do. */
export function ClusterView({ examination, onRetry }: ClusterViewProperties): ReactElement {
  const { trans } = useLab();
  if (!examination) {
    return (
      <p className="jp-DeployModel-hint" role="status">
        {trans.__('Looking at the cluster…')}
      </p>
    );
  }
  const { report, problems } = examination;
  const { version, seldon, seldonVersion, ingress, permissions } = report;
  const parts = [
    trans.__('Kubernetes %1', version),
    seldon ? trans.__('Seldon Core %1', seldonVersion ?? '') : trans.__('no Seldon Core'),
    ingress ? trans.__('ingress %1', ingress) : trans.__('no ingress')
  ];
  return (
    <>
      <p className="jp-DeployModel-hint">{parts.map(part => part.trim()).join(' · ')}</p>
      {problems.map(problem => (
        <ProblemView key={problem.message} problem={problem} />
      ))}
      <details className="jp-DeployModel-fold">
        <summary>
          {trans.__(
            'Rights in %1: %2 of %3',
            report.namespace,
            permissions.filter(({ allowed }) => allowed).length,
            permissions.length
          )}
        </summary>
        <Facts
          facts={[
            [trans.__('Context'), report.context],
            [trans.__('Address'), <code key="server">{report.server}</code>],
            [trans.__('Servers of Seldon'), report.servers.join(', ')],
            [trans.__('Protocols'), report.protocols?.join(', ')],
            ['KEDA', report.keda ? trans.__('installed') : trans.__('not installed: no scaling by other measures')]
          ]}
        />
        <ul className="jp-DeployModel-rights">
          {permissions.map(permission => (
            <Right key={permission.title} permission={permission} />
          ))}
        </ul>
      </details>
      {!seldon && <SeldonForm context={report.context} onInstalled={onRetry} />}
      {problems.length > 0 && <ActionButton label={trans.__('Look again')} onClick={onRetry} />}
    </>
  );
}

function Right({ permission }: { permission: Permission }): ReactElement {
  const { trans } = useLab();
  const { title, allowed, needed, purpose } = permission;
  const Icon = allowed ? checkIcon : needed ? errorIcon : infoIcon;
  return (
    <li>
      <Icon.react tag="span" className="jp-DeployModel-stageIcon" />
      <code>{title}</code> <span className="jp-DeployModel-hint">{purpose}</span>
      {!allowed && (
        <span className="jp-DeployModel-chip">{needed ? trans.__('missing') : trans.__('not allowed')}</span>
      )}
    </li>
  );
}
