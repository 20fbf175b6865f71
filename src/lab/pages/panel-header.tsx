import type { ReactElement } from 'react';
import { idOf } from '../../contract/deployment-id';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import type { PanelSession } from '../models/panel-session';
import { ActionButton } from '../parts/action-button';
import { RunButtons } from './run-buttons';

/** What is deployed, how it stands, and what can be done about it now. */
export function PanelHeader({ session }: { session: PanelSession }): ReactElement {
  const { actions, trans } = useLab();
  useChanges(session, session.run);
  const run = session.run?.run;
  const title = run?.deployment?.name ?? run?.request.name ?? run?.request.model ?? session.run?.id;
  const deployment = run?.deployment;
  return (
    <div className="jp-DeployModel-header">
      <h1 title={run?.request.model}>{title ? trans.__('Deploy %1', title) : trans.__('Deploy a model')}</h1>
      {run && (
        <RunButtons session={session} run={run}>
          {deployment && (
            <ActionButton
              label={trans.__('Open deployment %1', deployment.name)}
              onClick={() => actions.openDeployment(idOf(deployment))}
            />
          )}
        </RunButtons>
      )}
    </div>
  );
}
