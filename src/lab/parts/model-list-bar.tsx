import { refreshIcon } from '@jupyterlab/ui-components';
import { type ReactElement, useId } from 'react';
import { useAnswer } from '../hooks/use-answer';
import { useLab } from '../lab';
import type { ModelColumn } from '../models/model-columns';
import type { ModelSearch } from '../models/model-search';
import { ActionButton } from './action-button';
import { ColumnPicker } from './column-picker';

interface ModelListBarProperties {
  search: ModelSearch;
  onSearch: (change: Partial<ModelSearch>) => void;
  onRefresh: () => void;
  columns: readonly ModelColumn[];
  isLoading: boolean;
}

/** Filter, experiment, columns and refresh of the list of models. */
export function ModelListBar({
  search,
  onSearch,
  onRefresh,
  columns,
  isLoading
}: ModelListBarProperties): ReactElement {
  const { trans } = useLab();
  const id = useId();
  const trackingUri = search.trackingUri || undefined;
  // An unreachable server is said by the list itself.
  const { value: experiments = [] } = useAnswer(
    (client, signal) => client.listExperiments({ trackingUri }, signal),
    [trackingUri]
  );
  return (
    <div className="jp-DeployModel-listBar" role="search">
      <input
        type="search"
        className="jp-DeployModel-input"
        aria-label={trans.__('Filter models')}
        placeholder={trans.__('Run name, or metrics.auc > 0.9')}
        title={trans.__('Words of a run’s name, or MLflow’s filter language, such as metrics.auc > 0.9')}
        spellCheck={false}
        value={search.text}
        onChange={event => onSearch({ text: event.target.value })}
      />
      <label htmlFor={id} className="jp-DeployModel-unseen">
        {trans.__('Experiment')}
      </label>
      <select
        id={id}
        className="jp-DeployModel-input"
        value={search.experiment}
        onChange={event => onSearch({ experiment: event.target.value })}
      >
        <option value="">{trans.__('All experiments')}</option>
        {experiments.map(experiment => (
          <option key={experiment.id} value={experiment.id}>
            {experiment.name}
          </option>
        ))}
      </select>
      <ColumnPicker columns={columns} />
      <ActionButton
        bare
        icon={refreshIcon}
        label={trans.__('Refresh the models')}
        isBusy={isLoading}
        onClick={onRefresh}
      />
    </div>
  );
}
