import { caretDownEmptyThinIcon, caretUpEmptyThinIcon } from '@jupyterlab/ui-components';
import type { KeyboardEvent, ReactElement } from 'react';
import { useLab } from '../lab';
import { ActionButton } from './action-button';

interface LogSearchProperties {
  query: string;
  onQuery: (query: string) => void;
  /** Which of the found lines it stands on, from 0; -1 for none. */
  current: number;
  count: number;
  onGo: (to: number) => void;
}

/** The search field of a log: Enter goes to the next line that was found, Shift+Enter to the one before. */
export function LogSearch({ query, onQuery, current, count, onGo }: LogSearchProperties): ReactElement {
  const { trans, words } = useLab();
  const step = (by: number) => count > 0 && onGo((current + by + count) % count);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    }
  };
  return (
    <div className="jp-DeployModel-logSearch" role="search">
      <input
        type="search"
        className="jp-DeployModel-input"
        placeholder={trans.__('Search')}
        aria-label={trans.__('Search the log')}
        value={query}
        onChange={event => onQuery(event.target.value)}
        onKeyDown={onKey}
      />
      <span className="jp-DeployModel-hint" role="status">
        {query !== '' && trans.__('%1 of %2', words.count(current + 1), words.count(count))}
      </span>
      <ActionButton bare icon={caretUpEmptyThinIcon} label={trans.__('Previous match')} onClick={() => step(-1)} />
      <ActionButton bare icon={caretDownEmptyThinIcon} label={trans.__('Next match')} onClick={() => step(1)} />
    </div>
  );
}
