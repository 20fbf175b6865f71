import type { ReactElement } from 'react';
import { useAttempt } from '../hooks/use-attempt';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { ProblemView } from './problem-view';

/** Puts a cell that asks the deployment into the notebook that was last looked at. */
export function InsertRequestButton({ name }: { name: string }): ReactElement {
  const { actions, trans } = useLab();
  const { isBusy, trouble, attempt } = useAttempt();
  return (
    <>
      <ActionButton
        label={trans.__('Insert request into the notebook')}
        isBusy={isBusy}
        refusal={actions.canInsert() ? undefined : trans.__('Open a Python notebook first.')}
        onClick={() => void attempt(() => actions.insertRequest(name))}
      />
      {trouble && <ProblemView problem={trouble} />}
    </>
  );
}
