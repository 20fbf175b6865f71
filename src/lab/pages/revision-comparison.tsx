import { type ReactElement, useState } from 'react';
import { addressOf, type DeploymentId, textOfId } from '../../contract/deployment-id';
import type { Revision } from '../../contract/revision';
import { useAnswer } from '../hooks/use-answer';
import { useLab } from '../lab';
import { ActionButton } from '../parts/action-button';
import { DiffView } from '../parts/diff-view';
import { Field } from '../parts/field';
import { Loading } from '../parts/loading';
import { ProblemView } from '../parts/problem-view';

interface RevisionComparisonProperties {
  id: DeploymentId;
  /** Newest first, two at least. */
  revisions: readonly Revision[];
}

/** Any two revisions, compared; the last two when nothing is said. */
export function RevisionComparison({ id, revisions }: RevisionComparisonProperties): ReactElement {
  const { trans } = useLab();
  const [chosen, setChosen] = useState<{ from?: number; to?: number }>({});
  const [isShown, setShown] = useState(false);
  const from = chosen.from ?? revisions[1]!.revision;
  const to = chosen.to ?? revisions[0]!.revision;
  const options = revisions.map(({ revision, model }) => ({
    value: String(revision),
    label: trans.__('Revision %1: %2', revision, model)
  }));
  return (
    <section aria-label={trans.__('Compare')}>
      <h2>{trans.__('What changed')}</h2>
      <div className="jp-DeployModel-options">
        <Field
          label={trans.__('From')}
          kind="select"
          value={String(from)}
          options={options}
          onChange={value => setChosen({ ...chosen, from: Number(value) })}
        />
        <Field
          label={trans.__('To')}
          kind="select"
          value={String(to)}
          options={options}
          onChange={value => setChosen({ ...chosen, to: Number(value) })}
        />
      </div>
      {!isShown && <ActionButton label={trans.__('Compare')} onClick={() => setShown(true)} />}
      {isShown && <Comparison id={id} from={from} to={to} />}
    </section>
  );
}

function Comparison({ id, from, to }: { id: DeploymentId; from: number; to: number }): ReactElement {
  const { trans } = useLab();
  const { value, trouble, again } = useAnswer(
    (client, signal) => client.diffRevisions({ ...addressOf(id), from, to }, signal),
    [textOfId(id), from, to]
  );
  if (trouble) {
    return <ProblemView problem={trouble} onRetry={again} />;
  }
  return value?.from === from && value.to === to ? (
    <DiffView lines={value.lines} label={trans.__('From revision %1 to %2', from, to)} />
  ) : (
    <Loading text={trans.__('Comparing…')} />
  );
}
