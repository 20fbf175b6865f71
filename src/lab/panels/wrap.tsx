import { type ReactElement, useEffect } from 'react';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import { isPaused, recordOf } from '../models/run-progress';
import type { RunModel } from '../models/run-model';
import type { WrappedFolderModel } from '../models/wrapped-folder-model';
import { Facts } from '../parts/facts';
import { Loading } from '../parts/loading';
import { ProblemView } from '../parts/problem-view';
import { RequirementTable } from '../parts/requirement-table';
import { StageLog } from '../parts/stage-log';
import { WrappedFiles } from '../parts/wrapped-files';
import { ExportFolder } from './export-folder';
import { Waiting } from './waiting';
import type { PanelProperties } from './panel';

/** The folder that Seldon can run: what was decided, every file of it, and what changed in the requirements. */
export function WrapPanel({ session, run }: PanelProperties): ReactElement {
  const { trans } = useLab();
  const record = recordOf(run?.run, 'wrap');
  if (!run || record.state === 'waiting') {
    return <Waiting text={trans.__('Here will be the folder that Seldon can run, with every file of it.')} />;
  }
  return (
    <>
      {record.problem && <ProblemView problem={record.problem} />}
      {record.state === 'finished' && session.files && <Wrapped run={run} model={session.files} />}
      <StageLog run={run} stage="wrap" isOpen={record.state === 'running'} />
    </>
  );
}

function Wrapped({ run, model }: { run: RunModel; model: WrappedFolderModel }): ReactElement {
  const { trans } = useLab();
  useChanges(model, run);
  const state = run.run?.state;
  // Whether files may be edited changes with the run's state.
  useEffect(() => void model.load(), [model, state]);
  if (!model.folder) {
    return model.trouble ? (
      <ProblemView problem={model.trouble} onRetry={() => void model.load()} />
    ) : (
      <Loading text={trans.__('Reading the files…')} />
    );
  }
  const { component } = model.folder;
  return (
    <>
      <Facts
        facts={[
          [trans.__('Component'), component.type],
          [trans.__('Method'), component.method],
          [trans.__('Runtime'), component.runtime],
          [trans.__('Class'), <code key="class">{component.className}</code>],
          [trans.__('Python'), component.python],
          [trans.__('Folder'), <code key="folder">{component.folder}</code>]
        ]}
      />
      <h3>{trans.__('Files')}</h3>
      {run.run && !isPaused(run.run) && (
        <p className="jp-DeployModel-hint">
          {trans.__('Files can be edited in a run that stops after this step: “Wrap and look at the files first”.')}
        </p>
      )}
      {model.trouble && <ProblemView problem={model.trouble} />}
      <WrappedFiles model={model} files={model.folder.files} />
      <h3>{trans.__('Requirements')}</h3>
      <RequirementTable requirements={component.requirements} changes={component.requirementChanges} />
      <ExportFolder run={run.id} />
    </>
  );
}
