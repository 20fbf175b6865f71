import { type ReactElement, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import type { LogLines } from '../models/log-lines';
import { LogRows, type LogRowsHandle } from './log-rows';
import { LogSearch } from './log-search';
import { LogText } from './log-text';
import { LogToolbar } from './log-toolbar';

interface LogViewProperties {
  lines: LogLines;
  /** What is logged, for the file name and for screen readers. */
  title: string;
  /** Shown while there is no line. */
  emptyText: string;
}

/** A log that grows: search, copy, download, jump to the first error. Rendered again by whoever follows it. */
export function LogView({ lines, title, emptyText }: LogViewProperties): ReactElement {
  const { settings, trans } = useLab();
  useChanges(settings);
  const rows = useRef<LogRowsHandle>(null);
  const [query, setQuery] = useState('');
  const [current, setCurrent] = useState(0);
  const [isFollowing, setFollowing] = useState(true);
  const found = useFound(lines, query);
  const shown = found.length > 0 ? current % found.length : -1;
  const go = (to: number) => {
    setCurrent(to);
    const line = found[to];
    if (line !== undefined) {
      setFollowing(false);
      rows.current?.scrollTo(line);
    }
  };
  return (
    <section className="jp-DeployModel-log" aria-label={title}>
      <div className="jp-DeployModel-logBar">
        <LogSearch
          query={query}
          onQuery={text => {
            setQuery(text);
            setCurrent(0);
          }}
          current={shown}
          count={found.length}
          onGo={go}
        />
        <LogToolbar
          lines={lines}
          title={title}
          isFollowing={isFollowing}
          onFollow={setFollowing}
          onFirstError={index => {
            setFollowing(false);
            rows.current?.scrollTo(index);
          }}
        />
      </div>
      {lines.dropped > 0 && (
        <p className="jp-DeployModel-hint">{trans.__('The first %1 lines are not shown.', lines.dropped)}</p>
      )}
      {settings.plainLogs ? (
        <LogText lines={lines} title={title} emptyText={emptyText} />
      ) : (
        <LogRows
          ref={rows}
          lines={lines}
          title={title}
          emptyText={emptyText}
          query={query}
          marked={found[shown]}
          isFollowing={isFollowing}
          onFollow={setFollowing}
        />
      )}
    </section>
  );
}

/** Indices of the lines with the text. Behind by a moment when lines pour in: typing must not wait for the search. */
function useFound(lines: LogLines, query: string): number[] {
  const wanted = useDeferredValue(query);
  const length = useDeferredValue(lines.length);
  // The length stands for the lines, which change in place.
  return useMemo(() => (length > 0 ? lines.find(wanted) : []), [lines, wanted, length]);
}
