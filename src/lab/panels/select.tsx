import type { ReactElement } from 'react';
import { currentStage, recordOf } from '../models/run-progress';
import { ModelCard } from '../parts/model-card';
import { ProblemView } from '../parts/problem-view';
import { RequestForm } from './request-form';
import type { PanelProperties } from './panel';
import { StageLog } from '../parts/stage-log';

/** Chooses a model, asks for name and target; later shows what was chosen. */
export function SelectPanel({ session, run }: PanelProperties): ReactElement {
  if (!run) {
    return <RequestForm session={session} />;
  }
  const request = run.run?.request;
  const record = recordOf(run.run, 'select');
  return (
    <>
      {record.problem && <ProblemView problem={record.problem} />}
      {request && <ModelCard reference={request.model} trackingUri={request.trackingUri} isOpen />}
      <StageLog run={run} stage="select" isOpen={run.run !== undefined && currentStage(run.run) === 'select'} />
    </>
  );
}
