import type { ReactElement } from 'react';
import { useLab } from '../lab';
import type { TrialModel } from '../models/trial-model';
import { ActionButton } from './action-button';

const MANY = 50;

interface TrialButtonsProperties {
  model: TrialModel;
  refusal: string | undefined;
}

/** Sends once, or often enough to see how long answers take. */
export function TrialButtons({ model, refusal }: TrialButtonsProperties): ReactElement {
  const { trans } = useLab();
  return (
    <div className="jp-DeployModel-buttons">
      <ActionButton
        kind="accept"
        label={trans.__('Send')}
        isBusy={model.isBusy}
        refusal={refusal}
        onClick={() => void model.send()}
      />
      {model.isBusy ? (
        <ActionButton label={trans.__('Stop')} onClick={() => model.stop()} />
      ) : (
        <ActionButton
          label={trans.__('Send %1 times', MANY)}
          isBusy={refusal !== undefined}
          onClick={() => void model.send(MANY)}
        />
      )}
      <ActionButton
        label={model.first.from === 'example' ? trans.__('Back to the example') : trans.__('Back to the beginning')}
        onClick={() => model.reset()}
      />
    </div>
  );
}
