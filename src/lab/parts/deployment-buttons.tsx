import { type ReactElement, useMemo, useState } from 'react';
import type { Deployment } from '../../contract/deployment';
import { useAttempt } from '../hooks/use-attempt';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import { TaskModel } from '../models/task-model';
import { ActionButton } from './action-button';
import { ProblemView } from './problem-view';
import { RemoveForm } from './remove-form';

/** Start or stop, and remove: stopping can be taken back, removing asks for the name. */
export function DeploymentButtons({ deployment }: { deployment: Deployment }): ReactElement {
  const { client, deployments, trans } = useLab();
  const { name, state } = deployment;
  const { isBusy, trouble, attempt } = useAttempt();
  const starting = useMemo(() => new TaskModel(client), [client]);
  useChanges(starting);
  const [isRemoving, setRemoving] = useState(false);
  const isDown = state === 'stopped' || state === 'failed' || state === 'lost';
  const start = () =>
    void attempt(async signal => {
      await starting.run(service => service.startDeployment({ name }), signal);
      await deployments.refresh();
    });
  const stop = () =>
    void attempt(signal => deployments.change(async service => void (await service.stopDeployment({ name }, signal))));
  const problem = trouble ?? starting.trouble ?? starting.task?.problem;
  return (
    <>
      {isDown ? (
        <ActionButton
          kind="accept"
          label={isBusy ? trans.__('Starting…') : trans.__('Start')}
          isBusy={isBusy}
          onClick={start}
        />
      ) : (
        <ActionButton label={isBusy ? trans.__('Stopping…') : trans.__('Stop')} isBusy={isBusy} onClick={stop} />
      )}
      <ActionButton label={trans.__('Remove…')} isPressed={isRemoving} onClick={() => setRemoving(!isRemoving)} />
      {isRemoving && <RemoveForm name={name} onDone={() => setRemoving(false)} />}
      {problem && <ProblemView problem={problem} />}
    </>
  );
}
