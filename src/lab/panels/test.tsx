import type { ReactElement } from 'react';
import type { Problem } from '../../contract/problem';
import { useAttempt } from '../hooks/use-attempt';
import { useChanges } from '../hooks/use-changes';
import { useLab } from '../lab';
import { failedItsTest, recordOf } from '../models/run-progress';
import type { PanelSession } from '../models/panel-session';
import { ActionButton } from '../parts/action-button';
import { LatencyPlot } from '../parts/latency-plot';
import { ProblemView } from '../parts/problem-view';
import { StageLog } from '../parts/stage-log';
import { Trial } from '../parts/trial';
import { VerdictTable } from '../parts/verdict-table';
import type { PanelProperties } from './panel';
import { Waiting } from './waiting';

/** Every case that the model was asked with its verdict, and a form to ask it oneself once it is deployed. */
export function TestPanel({ session, run }: PanelProperties): ReactElement {
  const { trans } = useLab();
  useChanges(run);
  const record = recordOf(run?.run, 'test');
  if (!run?.run || record.state === 'waiting') {
    return (
      <Waiting
        text={trans.__('Here will be each case: what was expected, what came, and whether the logged model agrees.')}
      />
    );
  }
  const { verdict, deployment } = run.run;
  const cases = verdict?.cases ?? run.log.cases;
  return (
    <>
      {record.problem && <ProblemView problem={record.problem} />}
      {failedItsTest(run.run) && <Override session={session} problem={run.run.problem} />}
      {verdict && (
        <p className={`jp-DeployModel-verdict ${verdict.passed ? 'jp-mod-passed' : 'jp-mod-failed'}`}>
          <strong>{verdict.passed ? trans.__('Passed') : trans.__('Failed')}</strong> {verdict.summary}
          {verdict.reused && <span className="jp-DeployModel-chip">{trans.__('tested before')}</span>}
        </p>
      )}
      {cases.length > 0 && <VerdictTable cases={cases} />}
      {cases.length > 1 && (
        <LatencyPlot
          title={trans.__('Time of each answer')}
          milliseconds={cases.map(({ milliseconds }) => milliseconds)}
        />
      )}
      <StageLog run={run} stage="test" isOpen={false} />
      <h3>{trans.__('Ask it yourself')}</h3>
      {deployment ? (
        <Trial id={deployment} />
      ) : (
        <p className="jp-DeployModel-hint">{trans.__('Once it is deployed, its form is here.')}</p>
      )}
    </>
  );
}

/** The verdict stops the run; a person may know better. */
function Override({ session, problem }: { session: PanelSession; problem: Problem | undefined }): ReactElement {
  const { trans } = useLab();
  const { isBusy, attempt } = useAttempt();
  return (
    <>
      {problem && <ProblemView problem={problem} />}
      <div className="jp-DeployModel-buttons">
        <ActionButton
          label={trans.__('Deploy it all the same')}
          isBusy={isBusy}
          onClick={() => void attempt(() => session.resume({ acceptFailedTest: true }))}
        />
      </div>
    </>
  );
}
