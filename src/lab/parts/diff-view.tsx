import type { ReactElement } from 'react';
import type { DiffLine } from '../../contract/revision';
import { useLab } from '../lab';

/** Lines around a change that are shown with it. */
const CONTEXT = 2;
const MARKS = { same: ' ', removed: '-', added: '+' };

/** What changed between two texts: changed lines with a few around them; a sign says what the colour repeats. */
export function DiffView({ lines, label }: { lines: readonly DiffLine[]; label: string }): ReactElement {
  const { trans } = useLab();
  const shown = nearChanges(lines);
  if (shown.length === 0) {
    return <p role="status">{trans.__('They are the same.')}</p>;
  }
  return (
    <pre className="jp-DeployModel-diff" tabIndex={0} role="region" aria-label={label}>
      {shown.map((line, index) =>
        line === undefined ? (
          <span key={index} className="jp-DeployModel-hint">{`  ⋯\n`}</span>
        ) : (
          <span key={index} className={`jp-mod-${line.kind}`}>{`${MARKS[line.kind]} ${line.text}\n`}</span>
        )
      )}
    </pre>
  );
}

/** Undefined stands for lines that are left out. */
function nearChanges(lines: readonly DiffLine[]): (DiffLine | undefined)[] {
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== 'same')
  );
  return lines.flatMap((line, index) => (isNear[index] ? [line] : isNear[index - 1] ? [undefined] : []));
}
