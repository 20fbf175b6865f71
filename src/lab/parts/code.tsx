import type { ReactElement } from 'react';
import { useLab } from '../lab';
import { CopyButton } from './copy-button';

/** Something to copy and run. */
export function Code({ text, label }: { text: string; label: string }): ReactElement {
  const { trans } = useLab();
  return (
    <div className="jp-DeployModel-code">
      <pre tabIndex={0} aria-label={label} role="region">
        {text}
      </pre>
      <CopyButton label={trans.__('Copy %1', label)} text={() => text} />
    </div>
  );
}
