import { checkIcon, circleEmptyIcon, circleIcon, errorIcon, type LabIcon, stopIcon } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import type { Run } from '../../contract/run';
import { STAGES, type StageName, type StageState } from '../../contract/stage';
import { useNow } from '../hooks/use-now';
import { useLab } from '../lab';
import { elapsed, recordOf, shownState } from '../models/run-progress';
import { stageTasks, stageTitles, stateWords } from './stage-words';

/** What each state looks like; a word always says it, too. */
export const STATE_ICONS: Record<StageState, LabIcon> = {
  waiting: circleEmptyIcon,
  running: circleIcon,
  finished: checkIcon,
  failed: errorIcon,
  cancelled: stopIcon,
  skipped: circleEmptyIcon
};

interface StageListProperties {
  run: Run | undefined;
  /** Those that are shown; all by default. */
  stages?: readonly StageName[];
  selected: StageName;
  onSelect: (stage: StageName) => void;
}

/** The steps with state, time and reason; any of them can be looked at, at any time. */
export function StageList({ run, stages = STAGES, selected, onSelect }: StageListProperties): ReactElement {
  const { trans } = useLab();
  const now = useNow(run?.state === 'running' ? 1000 : 0);
  return (
    <nav className="jp-DeployModel-stages" aria-label={trans.__('Steps')}>
      <ol>
        {stages.map(stage => (
          <li key={stage}>
            <StageButton run={run} stage={stage} now={now} isSelected={stage === selected} onSelect={onSelect} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface StageButtonProperties {
  run: Run | undefined;
  stage: StageName;
  now: number;
  isSelected: boolean;
  onSelect: (stage: StageName) => void;
}

function StageButton({ run, stage, now, isSelected, onSelect }: StageButtonProperties): ReactElement {
  const { trans, words } = useLab();
  const record = recordOf(run, stage);
  const state = shownState(run, stage);
  const Icon = STATE_ICONS[state];
  const time = elapsed(record, now);
  const reason = record.problem?.message ?? record.note ?? stageTasks(trans)[stage];
  return (
    <button
      type="button"
      className={`jp-DeployModel-stage jp-mod-${state}`}
      aria-current={isSelected ? 'step' : undefined}
      onClick={() => onSelect(stage)}
    >
      <Icon.react tag="span" className="jp-DeployModel-stageIcon" />
      <span className="jp-DeployModel-stageTitle">{stageTitles(trans)[stage]}</span>
      <span className="jp-DeployModel-stageTime">
        {time === undefined ? '' : words.duration(time)}
        <span className="jp-DeployModel-unseen"> {stateWords(trans)[state]}</span>
      </span>
      <span className="jp-DeployModel-stageReason" title={reason}>
        {reason}
      </span>
    </button>
  );
}
