import { type ReactElement, useState } from 'react';
import type { StageName } from '../../contract/stage';
import { useFrames } from '../hooks/use-changes';
import { useLab } from '../lab';
import type { RunModel } from '../models/run-model';
import { recordOf } from '../models/run-progress';
import { LogView } from './log-view';
import { ProgressView } from './progress-view';
import { stageTitles } from './stage-words';

interface StageLogProperties {
  run: RunModel;
  stage: StageName;
  /** Whether the log is shown before anybody asks for it. */
  isOpen: boolean;
}

/** What a step has written, live, behind one click where it is not the point. */
export function StageLog({ run, stage, isOpen }: StageLogProperties): ReactElement | null {
  const { trans, words } = useLab();
  useFrames(run);
  const [isToggled, setToggled] = useState<boolean>();
  const lines = run.log.lines(stage);
  const progress = run.log.progress(stage);
  const isShown = isToggled ?? isOpen;
  if (lines.length === 0 && !progress && !isOpen) {
    return null;
  }
  const state = recordOf(run.run, stage).state;
  return (
    <>
      {progress && <ProgressView progress={progress} />}
      <details
        className="jp-DeployModel-fold jp-DeployModel-logFold"
        open={isShown}
        onToggle={event => setToggled(event.currentTarget.open)}
      >
        <summary>{trans._n('Log, %1 line', 'Log, %1 lines', lines.length, words.count(lines.length))}</summary>
        {isShown && (
          <LogView
            lines={lines}
            title={trans.__('Log of %1', stageTitles(trans)[stage])}
            emptyText={state === 'running' ? trans.__('Nothing written yet.') : trans.__('Nothing was written.')}
          />
        )}
      </details>
    </>
  );
}
