import { type ReactElement, useState } from 'react';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import type { PanelSession } from '../models/panel-session';
import { ActionButton } from '../parts/action-button';
import { Field } from '../parts/field';
import { ModelCard } from '../parts/model-card';
import { ModelList } from '../parts/model-list';

/** Names the model: typed, or picked from the list; then shows what it is. */
export function ModelChooser({ session }: { session: PanelSession }): ReactElement {
  const { trans } = useLab();
  useChanges(session);
  const { model, trackingUri = '' } = session.draft;
  const [isChoosing, setChoosing] = useState(model === '');
  return (
    <>
      <Field
        label={trans.__('Model')}
        value={model}
        placeholder={trans.__('runs:/…, models:/…, or a folder')}
        onChange={value => session.edit({ model: value })}
      />
      <div className="jp-DeployModel-buttons">
        <ActionButton
          label={isChoosing ? trans.__('Hide the list') : trans.__('Choose from the list')}
          onClick={() => setChoosing(!isChoosing)}
        />
      </div>
      {isChoosing && (
        <ModelList
          trackingUri={trackingUri}
          selected={model}
          onPick={({ uri }) => {
            session.edit({ model: uri });
            setChoosing(false);
          }}
        />
      )}
      {model.trim() !== '' && !isChoosing && (
        <ModelCard reference={model.trim()} trackingUri={trackingUri || undefined} />
      )}
    </>
  );
}
