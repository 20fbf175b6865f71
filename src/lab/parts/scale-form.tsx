import { type FormEvent, type ReactElement, useState } from 'react';
import type { Deployment } from '../../contract/deployment';
import { addressOf } from '../../contract/deployment-id';
import { useFocusIn } from '../hooks/use-focus-in';
import type { TaskWork } from '../hooks/use-task';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { Field } from './field';

const MOST = 1000;

interface ScaleFormProperties {
  deployment: Deployment;
  work: TaskWork;
  onDone: () => void;
}

/** How many copies of a deployment run. */
export function ScaleForm({ deployment, work, onDone }: ScaleFormProperties): ReactElement {
  const { trans } = useLab();
  const form = useFocusIn<HTMLFormElement>('input');
  const now = deployment.versions?.[0]?.replicas ?? 1;
  const [typed, setTyped] = useState(String(now));
  const replicas = Number(typed);
  const isWrong = typed.trim() === '' || !Number.isInteger(replicas) || replicas < 1 || replicas > MOST;
  const refusal = isWrong
    ? trans.__('A whole number from 1 to %1; to have none, stop it.', MOST)
    : replicas === now
      ? trans.__('So many run now.')
      : undefined;
  const apply = (event?: FormEvent) => {
    event?.preventDefault();
    if (refusal === undefined && !work.isBusy) {
      onDone();
      void work.begin(service => service.scaleDeployment({ ...addressOf(deployment), replicas }));
    }
  };
  return (
    <form ref={form} className="jp-DeployModel-remove jp-mod-calm" onSubmit={apply}>
      <Field
        label={trans.__('Copies of %1', deployment.name)}
        hint={trans.__('Each takes its own memory and CPU; requests are shared between them.')}
        kind="number"
        value={typed}
        onChange={setTyped}
      />
      <div className="jp-DeployModel-buttons">
        <ActionButton kind="accept" label={trans.__('Scale')} refusal={refusal} isBusy={work.isBusy} onClick={apply} />
        <ActionButton label={trans.__('Leave it as it is')} onClick={onDone} />
      </div>
    </form>
  );
}
