import type { ReactElement } from 'react';
import { useLab } from '../lab';
import { currentStage, recordOf } from '../models/run-progress';
import { isFolder, isRepository } from '../models/source-kind';
import { Facts } from '../parts/facts';
import { ModelCard } from '../parts/model-card';
import { ProblemView } from '../parts/problem-view';
import { RequestForm } from './request-form';
import type { PanelProperties } from './panel';
import { StageLog } from '../parts/stage-log';

/** Chooses a model, asks for name and target; later shows what was chosen. */
export function SelectPanel({ session, run }: PanelProperties): ReactElement {
  const { trans } = useLab();
  if (!run) {
    return <RequestForm session={session} />;
  }
  const request = run.run?.request;
  const record = recordOf(run.run, 'select');
  return (
    <>
      {record.problem && <ProblemView problem={record.problem} />}
      {request && (isRepository(request.model) || isFolder(request.model)) && (
        <Facts
          facts={[
            [
              isFolder(request.model) ? trans.__('Folder') : trans.__('Repository'),
              <code key="model">{request.model}</code>
            ],
            [trans.__('Folder in the repository'), request.contextDir],
            [trans.__('Branch, tag or commit'), request.ref]
          ]}
        />
      )}
      {request && !isRepository(request.model) && !isFolder(request.model) && (
        <ModelCard reference={request.model} trackingUri={request.trackingUri} isOpen />
      )}
      <StageLog run={run} stage="select" isOpen={run.run !== undefined && currentStage(run.run) === 'select'} />
    </>
  );
}
