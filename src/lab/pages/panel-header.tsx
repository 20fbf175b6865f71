import type { ReactElement } from 'react';
import type { Run } from '../../contract/run';
import { useAttempt } from '../hooks/use-attempt';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import type { PanelSession } from '../models/panel-session';
import { isPaused } from '../models/run-progress';
import { ActionButton } from '../parts/action-button';
import { Moment } from '../parts/moment';
import { ProblemView } from '../parts/problem-view';

/** What is deployed, how it stands, and what can be done about it now. */
export function PanelHeader({ session }: { session: PanelSession }): ReactElement {
  const { trans } = useLab();
  useChanges(session, session.run);
  const run = session.run?.run;
  const title = run?.deployment?.name ?? run?.request.name ?? run?.request.model ?? session.run?.id;
  return (
    <div className="jp-DeployModel-header">
      <h1 title={run?.request.model}>{title ? trans.__('Deploy %1', title) : trans.__('Deploy a model')}</h1>
      {run && (
        <p className="jp-DeployModel-hint">
          <span>{sentence(run, trans)}</span> <Moment time={run.updatedAt} />
        </p>
      )}
      {run && <RunButtons session={session} run={run} />}
    </div>
  );
}

function RunButtons({ session, run }: { session: PanelSession; run: Run }): ReactElement {
  const { actions, trans } = useLab();
  const { isBusy, trouble, attempt } = useAttempt();
  const name = run.deployment?.name;
  return (
    <div className="jp-DeployModel-buttons">
      {run.state === 'running' && (
        <ActionButton
          label={isBusy ? trans.__('Cancelling…') : trans.__('Cancel')}
          isBusy={isBusy}
          onClick={() => void attempt(async () => session.run?.cancel())}
        />
      )}
      {canResume(run) && (
        <ActionButton
          kind="accept"
          label={isPaused(run) ? trans.__('Go on') : trans.__('Resume')}
          isBusy={isBusy}
          onClick={() => void attempt(() => session.resume())}
        />
      )}
      {run.state !== 'running' && (
        <ActionButton label={trans.__('Start again with changes')} onClick={() => session.again()} />
      )}
      {name !== undefined && (
        <ActionButton label={trans.__('Open deployment %1', name)} onClick={() => actions.openDeployment(name)} />
      )}
      {trouble && <ProblemView problem={trouble} />}
    </div>
  );
}

function canResume(run: Run): boolean {
  return isPaused(run) || (run.state !== 'running' && run.state !== 'finished');
}

function sentence(run: Run, trans: ReturnType<typeof useLab>['trans']): string {
  if (isPaused(run)) {
    return trans.__('Waits to be looked at, then goes on.');
  }
  switch (run.state) {
    case 'running':
      return trans.__('At work.');
    case 'finished':
      return trans.__('Done.');
    case 'failed':
      return trans.__('Failed; it can be resumed after its last finished step.');
    case 'cancelled':
      return trans.__('Cancelled; what it had started was removed. It can be resumed.');
    case 'interrupted':
      return trans.__('Interrupted: its process is gone. It can be resumed after its last finished step.');
  }
}
