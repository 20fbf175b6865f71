import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { Run } from '../../contract/run';
import type { StageName } from '../../contract/stage';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import type { PanelSession } from '../models/panel-session';
import { currentStage, isPaused, recordOf } from '../models/run-progress';
import { PANELS } from '../panels';
import { DockerfileFolder } from '../panels/dockerfile-folder';
import { ImageForm } from '../panels/image-form';
import { ActionButton } from '../parts/action-button';
import { ProblemView } from '../parts/problem-view';
import { StageList } from '../parts/stage-list';
import { stageTasks, stageTitles } from '../parts/stage-words';
import { RunAnnouncer } from './run-announcer';
import { RunButtons } from './run-buttons';

/** The steps that an image needs. */
const STEPS: readonly StageName[] = ['select', 'wrap', 'build'];

/** From a model, a folder or a repository to an image: a form, then the run that makes it. */
export function BuilderPage({ session }: { session: PanelSession }): ReactElement {
  const { trans } = useLab();
  useChanges(session, session.run);
  const model = session.run;
  const stage = session.chosen ?? (model?.run ? stepOf(model.run) : 'select');
  const Panel = PANELS[stage];
  return (
    <div className="jp-DeployModel-page">
      <BuilderHeader session={session} />
      {model?.trouble && <ProblemView problem={model.trouble} onRetry={() => model.follow()} />}
      {model ? (
        <div className="jp-DeployModel-steps">
          <StageList run={model.run} stages={STEPS} selected={stage} onSelect={name => session.choose(name)} />
          <section className="jp-DeployModel-step" aria-label={stageTitles(trans)[stage]}>
            <h2>
              {stageTitles(trans)[stage]} <span className="jp-DeployModel-hint">{stageTasks(trans)[stage]}</span>
            </h2>
            {stage === 'wrap' && session.dockerfile && isDone(model.run, 'wrap') && (
              <DockerfileFolder run={model.id} folder={session.dockerfile} />
            )}
            <Panel key={`${model.id}-${stage}`} session={session} run={model} />
          </section>
        </div>
      ) : (
        <>
          <h2 className="jp-DeployModel-unseen">{trans.__('What is built')}</h2>
          <ImageForm session={session} />
        </>
      )}
      {model && <RunAnnouncer run={model} />}
    </div>
  );
}

function BuilderHeader({ session }: { session: PanelSession }): ReactElement {
  const { actions, trans } = useLab();
  const run = session.run?.run;
  const isBuilt = isDone(run, 'build');
  return (
    <div className="jp-DeployModel-header">
      <h1 title={run?.request.model}>{run ? titleOf(run, trans) : trans.__('Build an image')}</h1>
      {run && (
        <RunButtons session={session} run={run} until={session.dockerfile ? 'wrap' : 'build'}>
          {isBuilt && isPaused(run) && (
            <ActionButton
              kind="accept"
              label={trans.__('Test and deploy it')}
              onClick={() => actions.openPanel({ run: run.id })}
            />
          )}
        </RunButtons>
      )}
    </div>
  );
}

/** By the image's own name, where it has got one. */
function titleOf({ request: { image, model } }: Run, trans: TranslationBundle): string {
  return image ? trans.__('Build the image %1', image) : trans.__('Build an image of %1', model);
}

/** The step that matters; of a run that went on to be deployed, the last one that is shown here. */
function stepOf(run: Run): StageName {
  const stage = currentStage(run);
  return STEPS.includes(stage) ? stage : 'build';
}

function isDone(run: Run | undefined, stage: StageName): boolean {
  return recordOf(run, stage).state === 'finished';
}
