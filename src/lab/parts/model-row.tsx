import { memo, type ReactElement } from 'react';
import type { ModelSummary } from '../../contract/model';
import { useLab } from '../lab';
import type { ModelColumn } from '../models/model-columns';

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
  const { words } = useLab();
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
        <span>{model.name || model.runName || model.uri}</span>
        <Aliases model={model} />
      </div>
      {columns.map((column, at) => {
        const text = column.text(model, words);
        return (
          <div
            key={column.key}
            role="gridcell"
            title={column.key === 'age' ? words.exact(model.createdAt) : `${column.title}: ${text}`}
            className={column.number ? 'jp-DeployModel-number' : undefined}
          >
            {isNarrow && column.number && text !== '' && <span className="jp-DeployModel-hint">{column.title} </span>}
            <span>{text}</span>
            {!isNarrow && <Bar value={column.number?.(model)} range={ranges[at]} />}
          </div>
        );
      })}
    </div>
  );
});

/** Registered versions, and the aliases that point to this one. */
function Aliases({ model }: { model: ModelSummary }): ReactElement {
  return (
    <>
      {model.registered.map(({ name, version, aliases }) => (
        <span key={`${name}/${version}`} className="jp-DeployModel-chip" title={`models:/${name}/${version}`}>
          {`v${version}`}
          {aliases.map(alias => ` @${alias}`).join('')}
        </span>
      ))}
    </>
  );
}

function Bar({
  value,
  range
}: {
  value: number | undefined;
  range: [number, number] | undefined;
}): ReactElement | null {
  if (value === undefined || !range) {
    return null;
  }
  const [least, most] = range;
  const share = most > least ? (value - least) / (most - least) : 1;
  return <span className="jp-DeployModel-bar" aria-hidden style={{ width: `${Math.max(3, share * 100)}%` }} />;
}
