import type { ReactElement } from 'react';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import { ModelList } from '../parts/model-list';

/** The sidebar's list of models; one that is picked shows its details. */
export function ModelsSection(): ReactElement {
  const { actions, settings } = useLab();
  useChanges(settings);
  return (
    <ModelList
      trackingUri={settings.trackingUri}
      onPick={({ uri }) => actions.showModel(uri, settings.trackingUri || undefined)}
    />
  );
}
