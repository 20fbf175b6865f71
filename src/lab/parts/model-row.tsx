import { type CSSProperties, memo, type ReactElement } from 'react';
import type { ModelSummary } from '../../contract/model';
import { useLab } from '../lab';
import type { ModelColumn } from '../models/model-columns';
import { VersionChips } from './version-chips';

interface ModelRowProperties {
  id: string;
  index: number;
  model: ModelSummary;
  columns: readonly ModelColumn[];
  /** Least and largest number of each column. */
  ranges: readonly ([number, number] | undefined)[];
  isNarrow: boolean;
  isActive: boolean;
  isSelected: boolean;
  /** In pixels. */
  top: number;
  height: number;
  onPick: (index: number) => void;
}

/** One model: in columns, or in two lines where there is no room for them. Scrolling renders only rows that are new. */
export const ModelRow = memo(function ModelRow(properties: ModelRowProperties): ReactElement {
  const { id, index, model, columns, ranges, isNarrow, isActive, isSelected, top, height, onPick } = properties;
  const classes = ['jp-DeployModel-modelRow', isActive && 'jp-mod-active', isSelected && 'jp-mod-selected'];
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={classes.filter(Boolean).join(' ')}
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={() => onPick(index)}
      title={model.uri}
    >
      <div role="gridcell" className="jp-DeployModel-modelName">
        {model.name || model.runName || model.uri}
        <VersionChips registered={model.registered} />
      </div>
      {columns.map((column, at) => (
        <Cell key={column.key} model={model} column={column} range={ranges[at]} isNarrow={isNarrow} />
      ))}
    </div>
  );
});

interface CellProperties {
  model: ModelSummary;
  column: ModelColumn;
  range: [number, number] | undefined;
  isNarrow: boolean;
}

/** One value; its bar is the cell's own background, since thousands of them are made while somebody scrolls. */
function Cell({ model, column, range, isNarrow }: CellProperties): ReactElement {
  const { words } = useLab();
  const text = column.text(model, words);
  const share = isNarrow ? undefined : shareOf(column.number?.(model), range);
  return (
    <div
      role="gridcell"
      title={`${column.title}: ${column.exact?.(model, words) ?? text}`}
      className={share === undefined ? undefined : 'jp-DeployModel-barred'}
      style={share === undefined ? undefined : ({ '--jp-DeployModel-share': `${share}%` } as CSSProperties)}
    >
      {isNarrow && column.number && text !== '' ? `${column.title} ${text}` : text}
    </div>
  );
}

/** Where a value is between the least and the largest, in percent; a little of the bar is always seen. */
function shareOf(value: number | undefined, range: [number, number] | undefined): number | undefined {
  if (value === undefined || !range) {
    return undefined;
  }
  const [least, most] = range;
  return Math.max(3, most > least ? ((value - least) / (most - least)) * 100 : 100);
}
