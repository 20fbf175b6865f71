import type { ReactElement } from 'react';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import type { PanelSession } from '../models/panel-session';
import { currentStage } from '../models/run-progress';
import { PANELS } from '../panels';
import { ProblemView } from '../parts/problem-view';
import { StageList } from '../parts/stage-list';
import { stageTasks, stageTitles } from '../parts/stage-words';
import { PanelHeader } from './panel-header';
import { RunAnnouncer } from './run-announcer';

/** The way from a model to an endpoint: five steps at the left, the one that is looked at beside them. */
export function PanelPage({ session }: { session: PanelSession }): ReactElement {
  const { trans } = useLab();
  useChanges(session, session.run);
  const model = session.run;
  const stage = session.chosen ?? (model?.run ? currentStage(model.run) : 'select');
  const Panel = PANELS[stage];
  return (
    <div className="jp-DeployModel-page">
      <PanelHeader session={session} />
      {model?.trouble && <ProblemView problem={model.trouble} onRetry={() => model.follow()} />}
      <div className="jp-DeployModel-steps">
        <StageList run={model?.run} selected={stage} onSelect={name => session.choose(name)} />
        <section className="jp-DeployModel-step" aria-label={stageTitles(trans)[stage]}>
          <h2>
            {stageTitles(trans)[stage]} <span className="jp-DeployModel-hint">{stageTasks(trans)[stage]}</span>
          </h2>
          <Panel key={`${model?.id}-${stage}`} session={session} run={model} />
        </section>
      </div>
      {model && <RunAnnouncer run={model} />}
    </div>
  );
}
