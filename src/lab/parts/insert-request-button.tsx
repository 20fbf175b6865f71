import type { ReactElement } from 'react';
import { addressOf, type DeploymentId } from '../../contract/deployment-id';
import { useAttempt } from '../hooks/use-attempt';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { ProblemView } from './problem-view';

/** Puts a cell that asks the deployment into the notebook that was last looked at. */
export function InsertRequestButton({ id }: { id: DeploymentId }): ReactElement {
  const { actions, trans } = useLab();
  const { isBusy, trouble, attempt } = useAttempt();
  return (
    <>
      <ActionButton
        label={trans.__('Insert request into the notebook')}
        isBusy={isBusy}
        refusal={actions.canInsert() ? undefined : trans.__('Open a Python notebook first.')}
        onClick={() => void attempt(() => actions.insertRequest(addressOf(id)))}
      />
      {trouble && <ProblemView problem={trouble} />}
    </>
  );
}
