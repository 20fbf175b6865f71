import type { ReactElement, ReactNode } from 'react';
import type { Run } from '../../contract/run';
import type { StageName } from '../../contract/stage';
import { useAttempt } from '../hooks/use-attempt';
import { useLab } from '../lab';
import type { PanelSession } from '../models/panel-session';
import { isPaused, recordOf } from '../models/run-progress';
import { ActionButton } from '../parts/action-button';
import { Moment } from '../parts/moment';
import { ProblemView } from '../parts/problem-view';

interface RunButtonsProperties {
  session: PanelSession;
  run: Run;
  /** The last stage that it is to do. */
  until?: StageName;
  /** What else can be done with it. */
  children?: ReactNode;
}

/** How a run stands, and what can be done about it now. */
export function RunButtons({ session, run, until = 'deploy', children }: RunButtonsProperties): ReactElement {
  const { trans } = useLab();
  const { isBusy, trouble, attempt } = useAttempt();
  const isComplete = recordOf(run, until).state === 'finished';
  const goesOn = isPaused(run) ? !isComplete : run.state !== 'running' && run.state !== 'finished';
  return (
    <>
      <p className="jp-DeployModel-hint">
        <span>{isPaused(run) && isComplete ? trans.__('Done.') : sentence(run, trans)}</span>{' '}
        <Moment time={run.updatedAt} />
      </p>
      <div className="jp-DeployModel-buttons">
        {run.state === 'running' && (
          <ActionButton
            label={isBusy ? trans.__('Cancelling…') : trans.__('Cancel')}
            isBusy={isBusy}
            onClick={() => void attempt(async () => session.run?.cancel())}
          />
        )}
        {goesOn && (
          <ActionButton
            kind="accept"
            label={isPaused(run) ? trans.__('Go on') : trans.__('Resume')}
            isBusy={isBusy}
            onClick={() => void attempt(() => session.resume(until === 'deploy' ? {} : { until }))}
          />
        )}
        {children}
        {run.state !== 'running' && (
          <ActionButton label={trans.__('Start again with changes')} onClick={() => session.again()} />
        )}
        {trouble && <ProblemView problem={trouble} />}
      </div>
    </>
  );
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
