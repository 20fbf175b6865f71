import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactElement, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { ModelSummary } from '../../contract/model';
import { useLab } from '../lab';
import { type ModelColumn, rangeOf } from '../models/model-columns';
import type { ModelSearch } from '../models/model-search';
import { ModelTableHead } from './model-table-head';
import { ModelRow } from './model-row';

interface ModelTableProperties {
  rows: readonly ModelSummary[];
  columns: readonly ModelColumn[];
  /** Two lines for each row instead of columns. */
  isNarrow: boolean;
  order: ModelSearch['order'];
  onOrder: (by: string) => void;
  /** The end of the rows came into sight. */
  onEnd: () => void;
  /** The very last row is wanted: also the pages that are not there yet. */
  onAll: () => void;
  /** While those come, the last row stays in sight; another key or the wheel ends it. */
  isLoadingAll: boolean;
  onStop: () => void;
  selected: string | undefined;
  onPick: (model: ModelSummary) => void;
}

const ROW = 30;
/** Rows beyond those in sight: they are rendered while it scrolls, so few are needed. */
const OVERSCAN = 4;
const NARROW_ROW = 48;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 60;

/** The rows in sight and some around them. One stop for the Tab key; arrows go through the rows. */
export function ModelTable(properties: ModelTableProperties): ReactElement {
  const { rows, columns, isNarrow, order, onEnd, onAll, isLoadingAll, onStop, selected } = properties;
  const { trans } = useLab();
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const size = isNarrow ? NARROW_ROW : ROW;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => size,
    overscan: OVERSCAN
  });
  useEffect(() => virtualizer.measure(), [virtualizer, size]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) {
      onEnd();
    }
    // A new page moves the end away; the function is a new one in each rendering.
  }, [last, rows.length]);
  const count = rows.length;
  const ranges = useRanges(rows, columns);
  const onKey = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((frame.current?.clientHeight ?? 0) / size) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? count - 1 : active + (steps[event.key] ?? NaN);
    if (isLoadingAll && event.key !== 'End') {
      onStop();
    } else if (event.key === 'End') {
      onAll();
    }
    if (!Number.isNaN(to)) {
      event.preventDefault();
      const bounded = Math.min(Math.max(to, 0), count - 1);
      setActive(bounded);
      virtualizer.scrollToIndex(bounded);
    } else if (event.key === 'Enter' && event.target === event.currentTarget && rows[active]) {
      event.preventDefault();
      pick(active);
    }
  };
  const followed = useRef({ isLoadingAll, count });
  useEffect(() => {
    // The last page comes together with the word that it was the last.
    const before = followed.current;
    followed.current = { isLoadingAll, count };
    if (isLoadingAll || (before.isLoadingAll && count > before.count)) {
      setActive(count - 1);
      virtualizer.scrollToIndex(count - 1);
    }
  }, [virtualizer, isLoadingAll, count]);
  // The same functions for all rows and renderings: a row is rendered again only when something of it changes.
  const latest = useRef(properties);
  latest.current = properties;
  const sort = useCallback((by: string) => latest.current.onOrder(by), []);
  const pick = useCallback((index: number) => {
    setActive(index);
    const row = latest.current.rows[index];
    if (row) {
      latest.current.onPick(row);
    }
  }, []);
  return (
    <div
      ref={frame}
      className={`jp-DeployModel-modelTable${isNarrow ? ' jp-mod-narrow' : ''}`}
      role="grid"
      aria-label={trans.__('Models')}
      aria-rowcount={count + 1}
      aria-activedescendant={items.some(({ index }) => index === active) ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKey}
      onWheel={() => isLoadingAll && onStop()}
      style={{ '--jp-DeployModel-columns': columns.length } as React.CSSProperties}
    >
      <ModelTableHead columns={columns} order={order} onOrder={sort} isNarrow={isNarrow} />
      <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <ModelRow
                key={index}
                id={`${id}-${index}`}
                index={index}
                model={row}
                columns={columns}
                ranges={ranges}
                isNarrow={isNarrow}
                isActive={index === active}
                isSelected={row.uri === selected}
                top={start}
                height={size}
                onPick={pick}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** Least and largest number of each column; the same array as long as they are, so that rows need not be rendered. */
function useRanges(rows: readonly ModelSummary[], columns: readonly ModelColumn[]): ([number, number] | undefined)[] {
  const count = rows.length;
  const ranges = useMemo(() => columns.map(column => rangeOf(rows, column)), [rows, columns, count]);
  const kept = useRef(ranges);
  if (JSON.stringify(kept.current) !== JSON.stringify(ranges)) {
    kept.current = ranges;
  }
  return kept.current;
}
