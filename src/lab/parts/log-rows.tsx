import { useVirtualizer } from '@tanstack/react-virtual';
import { forwardRef, memo, type ReactElement, useEffect, useImperativeHandle, useRef } from 'react';
import type { LogLine, LogLines } from '../models/log-lines';

export interface LogRowsHandle {
  scrollTo(index: number): void;
}

interface LogRowsProperties {
  lines: LogLines;
  title: string;
  emptyText: string;
  query: string;
  /** Index of the line that the search stands on. */
  marked: number | undefined;
  isFollowing: boolean;
  onFollow: (following: boolean) => void;
}

const ROW = 18;
/** Lines beyond those in sight: they are rendered while it scrolls, so few are needed. */
const OVERSCAN = 6;
/** Pixels from the end that still count as being there. */
const NEAR = 2 * ROW;

/** The lines in sight, and some around them: 200,000 lines cost as little as 50. */
export const LogRows = forwardRef<LogRowsHandle, LogRowsProperties>(function LogRows(properties, handle) {
  const { lines, title, emptyText, query, marked, isFollowing, onFollow } = properties;
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: OVERSCAN
  });
  useImperativeHandle(handle, () => ({ scrollTo: index => virtualizer.scrollToIndex(index, { align: 'center' }) }));
  useEffect(() => {
    if (isFollowing && frame.current) {
      frame.current.scrollTop = frame.current.scrollHeight;
    }
  }, [isFollowing, lines.length, lines.dropped]);
  return (
    <div
      ref={frame}
      className="jp-DeployModel-logFrame"
      role="log"
      // Thousands of lines would be read out; the plain view is for that.
      aria-live="off"
      aria-label={title}
      tabIndex={0}
      onWheel={event => event.deltaY < 0 && isFollowing && onFollow(false)}
      onKeyDown={event => ['PageUp', 'ArrowUp', 'Home'].includes(event.key) && isFollowing && onFollow(false)}
      onScroll={({ currentTarget }) => {
        const rest = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight;
        if (!isFollowing && rest < 1 && lines.length * ROW > currentTarget.clientHeight + NEAR) {
          onFollow(true);
        }
      }}
    >
      {lines.length === 0 && <p className="jp-DeployModel-hint">{emptyText}</p>}
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const line = lines.at(index);
          return line && <LogRow key={key} line={line} query={query} isMarked={index === marked} top={start} />;
        })}
      </div>
    </div>
  );
});

interface LogRowProperties {
  line: LogLine;
  query: string;
  isMarked: boolean;
  /** In pixels. */
  top: number;
}

/** One line; scrolling renders only lines that are new. */
const LogRow = memo(function LogRow({ line, query, isMarked, top }: LogRowProperties): ReactElement {
  return (
    <div
      className={`jp-DeployModel-logLine${line.isError ? ' jp-mod-error' : ''}`}
      aria-current={isMarked || undefined}
      // Shown by the style sheet: an element less in each of thousands of lines.
      data-number={line.number}
      style={{ height: ROW, transform: `translateY(${top}px)` }}
    >
      {query === '' ? line.text : <Text text={line.text} query={query} />}
    </div>
  );
});

/** The text with what was searched for marked. */
function Text({ text, query }: { text: string; query: string }): ReactElement {
  const parts: (string | ReactElement)[] = [];
  const lower = text.toLowerCase();
  const wanted = query.toLowerCase();
  let from = 0;
  for (let at = wanted ? lower.indexOf(wanted) : -1; at >= 0; at = lower.indexOf(wanted, from)) {
    const end = at + wanted.length;
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, end)}</mark>);
    from = end;
  }
  return (
    <span>
      {parts}
      {text.slice(from)}
    </span>
  );
}
