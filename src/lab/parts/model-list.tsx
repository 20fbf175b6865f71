import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import type { ModelSummary } from '../../contract/model';
import { useChanges } from '../hooks/use-changes';
import { useWidth } from '../hooks/use-width';
import { useLab } from '../lab';
import { columnsOf, LOOKED_AT, shownColumns } from '../models/model-columns';
import { ModelPages } from '../models/model-pages';
import { type ModelSearch, nextOrder, queryOf } from '../models/model-search';
import { ActionButton } from './action-button';
import { Loading } from './loading';
import { ModelListBar } from './model-list-bar';
import { ModelTable } from './model-table';
import { NoModels } from './no-models';
import { ProblemView } from './problem-view';

interface ModelListProperties {
  trackingUri: string;
  /** Address of the chosen model. */
  selected?: string;
  onPick: (model: ModelSummary) => void;
}

/** ms after the last key before a filter is sent. */
const TYPING = 400;
/** Pixels below which a row has two lines instead of columns. */
const NARROW = 460;

/** What could be deployed, as one list however long: filtered and sorted by the server, loaded while it is scrolled. */
export function ModelList({ trackingUri, selected, onPick }: ModelListProperties): ReactElement {
  const { client, settings, trans, words } = useLab();
  const pages = useMemo(() => new ModelPages(client), [client]);
  useChanges(pages, settings);
  const [search, setSearch] = useState<ModelSearch>({ trackingUri, text: '', experiment: '' });
  const asked = useMemo(() => ({ ...search, trackingUri }), [search, trackingUri]);
  useAsking(pages, asked);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  // The count stands for the rows, which grow in place; later ones add no columns.
  const count = Math.min(pages.rows.length, LOOKED_AT);
  const columns = useMemo(() => columnsOf(count > 0 ? pages.rows : [], trans), [pages.rows, count, trans]);
  const wanted = settings.columns.join('\n');
  const shown = useMemo(() => shownColumns(columns, settings.columns), [columns, settings, wanted]);
  const isFiltered = search.text.trim() !== '' || search.experiment !== '';
  const isEmpty = pages.isKnown && pages.rows.length === 0;
  return (
    <section className="jp-DeployModel-models" aria-label={trans.__('Models')} ref={frame}>
      <ModelListBar
        search={asked}
        onSearch={change => setSearch({ ...search, ...change })}
        onRefresh={() => void pages.ask()}
        columns={columns}
        isLoading={pages.isLoading}
      />
      {pages.rows.length > 0 && (
        <ModelTable
          rows={pages.rows}
          columns={shown}
          isNarrow={width > 0 && width < NARROW}
          order={search.order}
          onOrder={by => setSearch({ ...search, order: nextOrder(search.order, by) })}
          onEnd={() => void (pages.trouble ?? pages.more())}
          onAll={() => void pages.all()}
          isLoadingAll={pages.isLoadingAll}
          onStop={() => pages.stopAll()}
          selected={selected}
          onPick={onPick}
        />
      )}
      {pages.isLoadingAll && (
        <div className="jp-DeployModel-listNote">
          <Loading text={trans.__('Loading all models, %1 so far…', words.count(pages.rows.length))} />
          <ActionButton label={trans.__('Stop')} onClick={() => pages.stopAll()} />
        </div>
      )}
      {pages.isLoading && !pages.isLoadingAll && <Loading text={trans.__('Asking the tracking server…')} />}
      {pages.trouble && (
        <ProblemView problem={pages.trouble} onRetry={() => void (pages.isKnown ? pages.more() : pages.ask())} />
      )}
      {isEmpty && (
        <NoModels onClear={isFiltered ? () => setSearch({ ...search, text: '', experiment: '' }) : undefined} />
      )}
    </section>
  );
}

/** Asks at once when something is clicked, and when typing has paused. */
function useAsking(pages: ModelPages, search: ModelSearch): void {
  const { text } = search;
  const before = useRef(text);
  useEffect(() => {
    const delay = before.current === text ? 0 : TYPING;
    before.current = text;
    const timer = setTimeout(() => void pages.ask(queryOf(search)), delay);
    return () => clearTimeout(timer);
  }, [pages, search, text]);
  useEffect(() => () => pages.stop(), [pages]);
}
