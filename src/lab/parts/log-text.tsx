import type { ReactElement } from 'react';
import { useLab } from '../lab';
import type { LogLines } from '../models/log-lines';

const SHOWN = 2000;

interface LogTextProperties {
  lines: LogLines;
  title: string;
  emptyText: string;
}

/** The end of a log as one text, which screen readers and the browser's own search can go through. */
export function LogText({ lines, title, emptyText }: LogTextProperties): ReactElement {
  const { trans } = useLab();
  const text = lines.tail(SHOWN);
  return (
    <>
      {lines.length > SHOWN && (
        <p className="jp-DeployModel-hint">{trans.__('The last %1 of %2 lines.', SHOWN, lines.length)}</p>
      )}
      <pre className="jp-DeployModel-logFrame" role="log" aria-live="polite" aria-label={title} tabIndex={0}>
        {text || emptyText}
      </pre>
    </>
  );
}
