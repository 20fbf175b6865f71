import { type FormEvent, type ReactElement, useState } from 'react';
import { addressOf, type DeploymentId } from '../../contract/deployment-id';
import { useAttempt } from '../hooks/use-attempt';
import { useFocusIn } from '../hooks/use-focus-in';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { Field } from './field';
import { ProblemView } from './problem-view';

/** Asks for the name before a deployment is removed, which cannot be taken back. */
export function RemoveForm({ id, onDone }: { id: DeploymentId; onDone: () => void }): ReactElement {
  const { deployments, trans } = useLab();
  const { name } = id;
  const [typed, setTyped] = useState('');
  const { isBusy, trouble, attempt } = useAttempt();
  const form = useFocusIn<HTMLFormElement>('input');
  const refusal = typed === name ? undefined : trans.__('Type the name first.');
  const remove = () =>
    void attempt(async () => {
      await deployments.change(async service => void (await service.removeDeployment(addressOf(id))));
      onDone();
    });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal === undefined && !isBusy) {
      remove();
    }
  };
  return (
    <form ref={form} className="jp-DeployModel-remove" onSubmit={onSubmit}>
      <Field
        label={trans.__('Type %1 to stop it and forget it, its log and its revisions', name)}
        value={typed}
        onChange={setTyped}
      />
      <div className="jp-DeployModel-buttons">
        <ActionButton
          kind="danger"
          label={trans.__('Remove %1', name)}
          isBusy={isBusy}
          refusal={refusal}
          onClick={remove}
        />
        <ActionButton label={trans.__('Keep it')} onClick={onDone} />
      </div>
      {trouble && <ProblemView problem={trouble} />}
    </form>
  );
}
