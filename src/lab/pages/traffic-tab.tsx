import { type ReactElement, useEffect, useMemo, useState } from 'react';
import type { Deployment } from '../../contract/deployment';
import { addressOf, textOfId } from '../../contract/deployment-id';
import { useChanges } from '../hooks/use-changes';
import { useTask } from '../hooks/use-task';
import { useLab } from '../lab';
import { VersionNumbers } from '../models/version-numbers';
import { ActionButton } from '../parts/action-button';
import { ConfirmForm } from '../parts/confirm-form';
import { Loading } from '../parts/loading';
import { ProblemView } from '../parts/problem-view';
import { RuleForm } from '../parts/rule-form';
import { RuleState } from '../parts/rule-state';
import { TaskView } from '../parts/task-view';
import { TrafficForm } from '../parts/traffic-form';
import { VersionTable } from '../parts/version-table';

/** The versions of a deployment on a cluster, their shares of the requests, and their numbers side by side. */
export function TrafficTab({ deployment }: { deployment: Deployment }): ReactElement {
  const { client, trans } = useLab();
  const { name, place, versions = [], revision } = deployment;
  const numbers = useMemo(() => new VersionNumbers(deployment, client), [textOfId(deployment), client, revision]);
  useChanges(numbers);
  const rule = useTask({ subject: name, place, kinds: ['decide'], ended: true });
  useEffect(() => {
    const gone = new AbortController();
    void numbers.follow(gone.signal);
    return () => gone.abort();
  }, [numbers]);
  return (
    <>
      {versions.length > 1 ? (
        <>
          <TwoVersions deployment={deployment} />
          <RuleState deployment={deployment} work={rule} />
          <RuleForm id={deployment} work={rule} />
        </>
      ) : (
        <OneVersion deployment={deployment} />
      )}
      {/* Also when one version is left: it says which, and why. */}
      <TaskView work={rule} isOnCluster={false} />
      {numbers.trouble && <ProblemView problem={numbers.trouble} />}
      {numbers.versions ? (
        <VersionTable versions={numbers.versions} />
      ) : (
        !numbers.trouble && <Loading text={trans.__('Asking each version for its numbers…')} />
      )}
    </>
  );
}

function OneVersion({ deployment }: { deployment: Deployment }): ReactElement {
  const { actions, trans } = useLab();
  const { revision } = deployment;
  return (
    <>
      <p>{trans.__('Version v%1 gets all requests.', revision)}</p>
      <div className="jp-DeployModel-buttons">
        <ActionButton
          label={trans.__('Deploy another version beside it')}
          onClick={() => actions.openPanel({ ...addressOf(deployment), target: 'kubernetes', rollout: 'canary' })}
        />
      </div>
    </>
  );
}

type Question = 'promote' | 'discard';

function TwoVersions({ deployment }: { deployment: Deployment }): ReactElement {
  const { trans } = useLab();
  const { name, place, versions = [] } = deployment;
  const work = useTask({ subject: name, place, kinds: ['traffic', 'promote', 'discard'] });
  const [question, setQuestion] = useState<Question>();
  const [main, next] = versions.map(({ revision }) => `v${revision}`);
  const ask: Record<Question, { label: string; question: string }> = {
    promote: {
      label: trans.__('Promote %1', next),
      question: trans.__('%1 then gets all requests, and %2 ends. No request is lost on the way.', next, main)
    },
    discard: {
      label: trans.__('Discard %1', next),
      question: trans.__('%1 ends, and %2 gets all requests. %1 stays among the revisions.', next, main)
    }
  };
  const confirm = (answer: Question) => {
    setQuestion(undefined);
    void work.begin(service =>
      answer === 'promote'
        ? service.promoteVersion(addressOf(deployment))
        : service.discardVersion(addressOf(deployment))
    );
  };
  return (
    <>
      <TrafficForm deployment={deployment} work={work} />
      <div className="jp-DeployModel-buttons">
        <ActionButton
          kind="accept"
          label={trans.__('Promote…')}
          isBusy={work.isBusy}
          onClick={() => setQuestion('promote')}
        />
        <ActionButton label={trans.__('Discard…')} isBusy={work.isBusy} onClick={() => setQuestion('discard')} />
      </div>
      {question && (
        <ConfirmForm
          {...ask[question]}
          isDanger={question === 'discard'}
          onConfirm={() => confirm(question)}
          onKeep={() => setQuestion(undefined)}
        />
      )}
      <TaskView work={work} isOnCluster />
    </>
  );
}
