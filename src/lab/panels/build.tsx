import type { ReactElement } from 'react';
import type { RunRequest } from '../../contract/run';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import { recordOf } from '../models/run-progress';
import { ImageResult } from '../parts/image-result';
import { ProblemView } from '../parts/problem-view';
import { StageLog } from '../parts/stage-log';
import { StageTimes } from '../parts/stage-times';
import type { PanelProperties } from './panel';
import { Waiting } from './waiting';

/** What was made or reused, how long each step took, and everything that the tools wrote. */
export function BuildPanel({ run }: PanelProperties): ReactElement {
  const { trans } = useLab();
  useChanges(run);
  const record = recordOf(run?.run, 'build');
  if (!run?.run || record.state === 'waiting') {
    return <Waiting text={trans.__('Here will be the log of the build, live, and what could be reused.')} />;
  }
  return (
    <>
      {record.problem && <ProblemView problem={record.problem} />}
      {record.note && <p>{record.note}</p>}
      {record.state === 'finished' && hasImage(run.run.request) && (
        <ImageResult run={run.id} state={run.run.updatedAt} />
      )}
      <StageTimes run={run.run} />
      <StageLog run={run} stage="build" isOpen={record.state !== 'finished'} />
    </>
  );
}

/** A process needs none, and a server of Seldon's loads the model without one. */
function hasImage({ target, kubernetes }: RunRequest): boolean {
  return target === 'docker' || (target === 'kubernetes' && kubernetes.server === undefined);
}
