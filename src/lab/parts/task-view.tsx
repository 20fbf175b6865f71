import type { ReactElement } from 'react';
import type { Task } from '../../contract/task';
import type { TaskWork } from '../hooks/use-task';
import { useLab } from '../lab';
import { rolloutOf } from '../models/rollout-steps';
import { ActionButton } from './action-button';
import { ProblemView } from './problem-view';
import { RolloutSteps } from './rollout-steps';

/** A change on its way: its steps, what it said last, a way to stop it, and why it failed. */
export function TaskView({ work, isOnCluster }: { work: TaskWork; isOnCluster: boolean }): ReactElement | null {
  const { trans } = useLab();
  const { task, isBusy, problem, cancel } = work;
  const rollout = task && isOnCluster ? rolloutOf(task.lines, task.state) : undefined;
  const last = task?.lines.at(-1);
  if (!task && !problem) {
    return null;
  }
  return (
    <div className="jp-DeployModel-task">
      {rollout && isBusy && <RolloutSteps rollout={rollout} />}
      {isBusy && <p role="status">{last ?? trans.__('It has begun…')}</p>}
      {isBusy && task?.state === 'running' && <ActionButton label={trans.__('Cancel')} onClick={cancel} />}
      {!isBusy && task?.state === 'finished' && (
        <p role="status">{task.decision?.reason ?? doneWords(trans)[task.kind]}</p>
      )}
      {problem && <ProblemView problem={problem} />}
    </div>
  );
}

function doneWords(trans: ReturnType<typeof useLab>['trans']): Record<Task['kind'], string> {
  return {
    start: trans.__('It answers.'),
    test: trans.__('It was tested.'),
    decide: trans.__('It is decided.'),
    'preview-seldon': trans.__('Nothing was changed.'),
    'install-seldon': trans.__('The operator runs.'),
    traffic: trans.__('The shares are set.'),
    promote: trans.__('The new version has taken over.'),
    discard: trans.__('The new version is gone; the running one gets all requests.'),
    rollback: trans.__('The revision is back.'),
    scale: trans.__('The number of copies is set.'),
    restart: trans.__('It was started anew and answers.')
  };
}
