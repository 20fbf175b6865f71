import { type ReactElement, useState } from 'react';
import type { Deployment } from '../../contract/deployment';
import { addressOf, textOfId } from '../../contract/deployment-id';
import type { Revision } from '../../contract/revision';
import { useAnswer } from '../hooks/use-answer';
import { useTask } from '../hooks/use-task';
import { useLab } from '../lab';
import { ConfirmForm } from '../parts/confirm-form';
import { Loading } from '../parts/loading';
import { ProblemView } from '../parts/problem-view';
import { RevisionTable } from '../parts/revision-table';
import { TaskView } from '../parts/task-view';
import { RevisionComparison } from './revision-comparison';

/** What was deployed under this name: which model, by whom, when; what changed, and the way back. */
export function RevisionsTab({ deployment }: { deployment: Deployment }): ReactElement {
  const { trans } = useLab();
  const { revision } = deployment;
  const { value, trouble, again } = useAnswer(
    (client, signal) => client.listRevisions(addressOf(deployment), signal),
    [textOfId(deployment), revision]
  );
  if (trouble) {
    return <ProblemView problem={trouble} onRetry={again} />;
  }
  if (!value) {
    return <Loading text={trans.__('Looking at the revisions…')} />;
  }
  return <Revisions deployment={deployment} revisions={value} onChange={again} />;
}

interface RevisionsProperties {
  deployment: Deployment;
  revisions: readonly Revision[];
  onChange: () => void;
}

function Revisions({ deployment, revisions, onChange }: RevisionsProperties): ReactElement {
  const { trans } = useLab();
  const { name, place } = deployment;
  const work = useTask({ subject: name, place, kinds: ['rollback'] });
  const [wanted, setWanted] = useState<Revision>();
  const rollBack = async ({ revision: to }: Revision) => {
    setWanted(undefined);
    if (await work.begin(service => service.rollBack({ ...addressOf(deployment), to }))) {
      onChange();
    }
  };
  return (
    <>
      <RevisionTable deployment={deployment} revisions={revisions} isBusy={work.isBusy} onRollBack={setWanted} />
      {wanted && (
        <ConfirmForm
          key={wanted.revision}
          label={trans.__('Roll back to revision %1', wanted.revision)}
          question={trans.__(
            '%1 then runs again, as a new revision. What runs now answers until it does, and stays among the revisions.',
            wanted.model
          )}
          onConfirm={() => void rollBack(wanted)}
          onKeep={() => setWanted(undefined)}
        />
      )}
      <TaskView work={work} isOnCluster={deployment.target === 'kubernetes'} />
      {revisions.length > 1 && <RevisionComparison id={deployment} revisions={revisions} />}
    </>
  );
}
