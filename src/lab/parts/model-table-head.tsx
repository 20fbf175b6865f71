import { caretDownIcon, caretUpIcon } from '@jupyterlab/ui-components';
import { memo, type ReactElement } from 'react';
import { useLab } from '../lab';
import type { ModelColumn } from '../models/model-columns';
import type { ModelSearch } from '../models/model-search';

interface ModelTableHeadProperties {
  columns: readonly ModelColumn[];
  order: ModelSearch['order'];
  onOrder: (by: string) => void;
  isNarrow: boolean;
}

/** The titles of the columns; a click sorts, where the server can. Narrow rows have no columns to speak of. */
export const ModelTableHead = memo(function ModelTableHead(properties: ModelTableHeadProperties): ReactElement {
  const { columns, order, onOrder, isNarrow } = properties;
  const { trans } = useLab();
  return (
    <div role="rowgroup" className={isNarrow ? 'jp-DeployModel-unseen' : undefined}>
      <div role="row" aria-rowindex={1} className="jp-DeployModel-modelHead">
        <div role="columnheader">{trans.__('Name')}</div>
        {columns.map(column => (
          <div key={column.key} role="columnheader" aria-sort={sortOf(column, order)} title={column.key}>
            {column.order === undefined || isNarrow ? (
              column.title
            ) : (
              <button type="button" onClick={() => column.order && onOrder(column.order)}>
                <span>{column.title}</span>
                {order?.by === column.order && (order?.descending ? <caretDownIcon.react /> : <caretUpIcon.react />)}
              </button>
            )}
          </div>
        ))}
      </div>
    </div>
  );
});

function sortOf({ order: by }: ModelColumn, order: ModelSearch['order']): 'ascending' | 'descending' | undefined {
  return by !== undefined && order?.by === by ? (order.descending ? 'descending' : 'ascending') : undefined;
}
