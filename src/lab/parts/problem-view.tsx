import { errorIcon, infoIcon } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import type { Problem } from '../../contract/problem';
import { useLab } from '../lab';
import { ActionButton } from './action-button';

interface ProblemViewProperties {
  problem: Problem;
  /** Offers to do it again. */
  onRetry?: () => void;
}

/** What happened, why, and what to do; the raw text one click away. */
export function ProblemView({ problem, onRetry }: ProblemViewProperties): ReactElement {
  const { trans } = useLab();
  const isWarning = problem.severity === 'warning';
  const Icon = isWarning ? infoIcon : errorIcon;
  return (
    <div
      className={`jp-DeployModel-problem ${isWarning ? 'jp-mod-warning' : 'jp-mod-error'}`}
      role={isWarning ? 'note' : 'alert'}
      data-code={problem.code}
    >
      <Icon.react tag="span" className="jp-DeployModel-problemIcon" />
      <div className="jp-DeployModel-problemText">
        <p>
          <strong>{problem.message}</strong> {problem.reason}
        </p>
        <p>{problem.suggestion}</p>
        {problem.detail && (
          <details>
            <summary>{trans.__('Details')}</summary>
            <pre tabIndex={0}>{problem.detail}</pre>
          </details>
        )}
      </div>
      {onRetry && <ActionButton label={trans.__('Retry')} onClick={onRetry} />}
    </div>
  );
}
