import type { ReactElement } from 'react';
import { useLab } from '../lab';
import { ActionButton } from '../parts/action-button';
import { ModelCard } from '../parts/model-card';

/** Everything about one model, and the way to its deployment. */
export function ModelPage({ uri, trackingUri }: { uri: string; trackingUri: string | undefined }): ReactElement {
  const { actions, trans } = useLab();
  return (
    <div className="jp-DeployModel-page">
      <div className="jp-DeployModel-header">
        <h1>{trans.__('Model')}</h1>
        <h2 className="jp-DeployModel-unseen">{trans.__('Details')}</h2>
        <div className="jp-DeployModel-buttons">
          <ActionButton
            kind="accept"
            label={trans.__('Deploy this model')}
            onClick={() => actions.openPanel({ model: uri, trackingUri })}
          />
          <ActionButton
            label={trans.__('Build an image')}
            onClick={() => actions.buildImage({ model: uri, trackingUri })}
          />
        </div>
      </div>
      <ModelCard reference={uri} trackingUri={trackingUri} isOpen />
    </div>
  );
}
