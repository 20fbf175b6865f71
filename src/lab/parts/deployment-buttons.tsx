import { type ReactElement, type ReactNode, useState } from 'react';
import type { Deployment } from '../../contract/deployment';
import { addressOf } from '../../contract/deployment-id';
import { useAttempt } from '../hooks/use-attempt';
import type { TaskWork } from '../hooks/use-task';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { ProblemView } from './problem-view';
import { RemoveForm } from './remove-form';
import { ScaleForm } from './scale-form';
import { TaskView } from './task-view';

type Form = 'remove' | 'scale';

interface DeploymentButtonsProperties {
  deployment: Deployment;
  /** Its start, restart or scaling. */
  work: TaskWork;
  /** Further buttons at the end of the row. */
  children?: ReactNode;
}

/**
 * Start, stop, restart, scale and remove: all but the last can be taken back, removing asks for the name. What a button
 * opens comes below the whole row, so that none of them moves.
 */
export function DeploymentButtons({ deployment, work, children }: DeploymentButtonsProperties): ReactElement {
  const { deployments, trans } = useLab();
  const { state, target } = deployment;
  const address = addressOf(deployment);
  const { isBusy: isStopping, trouble, attempt } = useAttempt();
  const [form, setForm] = useState<Form>();
  const isDown = state === 'stopped' || state === 'failed' || state === 'lost';
  const isOnCluster = target === 'kubernetes';
  const isBusy = isStopping || work.isBusy;
  const stop = () =>
    void attempt(signal => deployments.change(async service => void (await service.stopDeployment(address, signal))));
  const toggle = (wanted: Form) => setForm(form === wanted ? undefined : wanted);
  return (
    <>
      <div className="jp-DeployModel-buttons">
        {isDown ? (
          <ActionButton
            kind="accept"
            label={work.isBusy ? trans.__('Starting…') : trans.__('Start')}
            isBusy={isBusy}
            onClick={() => void work.begin(service => service.startDeployment(address))}
          />
        ) : (
          <>
            <ActionButton
              label={isStopping ? trans.__('Stopping…') : trans.__('Stop')}
              isBusy={isBusy}
              onClick={stop}
            />
            <ActionButton
              label={trans.__('Restart')}
              isBusy={isBusy}
              onClick={() => void work.begin(service => service.restartDeployment(address))}
            />
          </>
        )}
        {isOnCluster && !isDown && (
          <ActionButton
            label={trans.__('Scale…')}
            isBusy={isBusy}
            isPressed={form === 'scale'}
            onClick={() => toggle('scale')}
          />
        )}
        <ActionButton label={trans.__('Remove…')} isPressed={form === 'remove'} onClick={() => toggle('remove')} />
        {children}
      </div>
      {form === 'remove' && <RemoveForm id={deployment} onDone={() => setForm(undefined)} />}
      {form === 'scale' && <ScaleForm deployment={deployment} work={work} onDone={() => setForm(undefined)} />}
      {trouble && <ProblemView problem={trouble} />}
      <TaskView work={work} isOnCluster={isOnCluster} />
    </>
  );
}
