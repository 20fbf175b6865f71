import { bugIcon, downloadIcon, moveDownIcon, textEditorIcon } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import { useLab } from '../lab';
import type { LogLines } from '../models/log-lines';
import { ActionButton } from './action-button';
import { CopyButton } from './copy-button';
import { downloadText } from './download';

interface LogToolbarProperties {
  lines: LogLines;
  title: string;
  isFollowing: boolean;
  onFollow: (following: boolean) => void;
  onFirstError: (index: number) => void;
}

/** What can be done with a log. */
export function LogToolbar({ lines, title, isFollowing, onFollow, onFirstError }: LogToolbarProperties): ReactElement {
  const { settings, trans } = useLab();
  const isPlain = settings.plainLogs;
  return (
    <div className="jp-DeployModel-bareButtons">
      <ActionButton
        bare
        icon={bugIcon}
        label={trans.__('Go to the first error')}
        refusal={lines.firstError() < 0 ? trans.__('No line reads like an error.') : undefined}
        onClick={() => onFirstError(lines.firstError())}
      />
      <ActionButton
        bare
        icon={moveDownIcon}
        label={trans.__('Follow the end')}
        isPressed={isFollowing}
        onClick={() => onFollow(!isFollowing)}
      />
      <ActionButton
        bare
        icon={textEditorIcon}
        label={trans.__('Plain text, for screen readers')}
        isPressed={isPlain}
        onClick={() => void settings.setPlainLogs(!isPlain)}
      />
      <CopyButton label={trans.__('Copy the log')} text={() => lines.text()} />
      <ActionButton
        bare
        icon={downloadIcon}
        label={trans.__('Download the log')}
        onClick={() => downloadText(`${title.replace(/[^\w.-]+/g, '-')}.log`, lines.text())}
      />
    </div>
  );
}
