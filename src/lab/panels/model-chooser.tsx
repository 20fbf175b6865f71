import { type ReactElement, useState } from 'react';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import type { PanelSession } from '../models/panel-session';
import { isFolder, isRepository } from '../models/source-kind';
import { ActionButton } from '../parts/action-button';
import { Field } from '../parts/field';
import { FolderCard } from '../parts/folder-card';
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
        placeholder={trans.__('runs:/…, models:/…, a folder, or a git repository')}
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
      {model.trim() !== '' && !isChoosing && <Chosen session={session} />}
    </>
  );
}

/** What is known of the model before anything is done; what is in a repository is known once it is checked out. */
function Chosen({ session }: { session: PanelSession }): ReactElement | null {
  const { model, trackingUri, as } = session.draft;
  const reference = model.trim();
  if (isRepository(reference)) {
    return null;
  }
  return isFolder(reference) ? (
    <FolderCard reference={reference} as={as} onChoose={kind => session.edit({ as: kind })} />
  ) : (
    <ModelCard reference={reference} trackingUri={trackingUri || undefined} />
  );
}
