import { type ReactElement, useEffect, useState } from 'react';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import type { RunModel } from '../models/run-model';
import { currentStage, recordOf } from '../models/run-progress';
import { stageTitles, stateWords } from '../parts/stage-words';

/** Tells a screen reader politely when a step begins or ends; JupyterLab has no region for that. */
export function RunAnnouncer({ run: model }: { run: RunModel }): ReactElement {
  const { trans } = useLab();
  useChanges(model);
  const [text, setText] = useState('');
  const { run } = model;
  const stage = run && currentStage(run);
  const state = run && stage && recordOf(run, stage).state;
  const problem = run?.problem?.message ?? '';
  useEffect(() => {
    if (stage && state) {
      setText(trans.__('%1: %2. %3', stageTitles(trans)[stage], stateWords(trans)[state], problem));
    }
  }, [trans, stage, state, problem]);
  return (
    <div className="jp-DeployModel-unseen" role="status" aria-live="polite">
      {text}
    </div>
  );
}
