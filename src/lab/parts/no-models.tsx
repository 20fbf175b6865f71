import type { ReactElement } from 'react';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { CopyButton } from './copy-button';

const EXAMPLE = 'mlflow.sklearn.log_model(model, name="churn", input_example=x.head(3))';

/** An empty list says what to do. `onClear` takes a filter away, when there is one. */
export function NoModels({ onClear }: { onClear?: () => void }): ReactElement {
  const { trans } = useLab();
  if (onClear) {
    return (
      <div className="jp-DeployModel-empty" role="status">
        <p>{trans.__('No model matches.')}</p>
        <ActionButton label={trans.__('Show all')} onClick={onClear} />
      </div>
    );
  }
  return (
    <div className="jp-DeployModel-empty" role="status">
      <p>{trans.__('No models yet. Log one with MLflow, then refresh this list:')}</p>
      <pre tabIndex={0}>{EXAMPLE}</pre>
      <CopyButton label={trans.__('Copy')} text={() => EXAMPLE} />
    </div>
  );
}
