import type { ReactElement } from 'react';
import type { Deployment } from '../../contract/deployment';
import { useAnswer } from '../hooks/use-answer';
import { useLab } from '../lab';
import { ActionButton } from '../parts/action-button';
import { Loading } from '../parts/loading';
import { Moment } from '../parts/moment';
import { ProblemView } from '../parts/problem-view';

/** What was deployed under this name: which model, by which run, when. */
export function RevisionsTab({ deployment }: { deployment: Deployment }): ReactElement {
  const { actions, trans } = useLab();
  const { name, revision } = deployment;
  const { value, trouble, again } = useAnswer(
    (client, signal) => client.listRevisions({ name }, signal),
    [name, revision]
  );
  if (trouble) {
    return <ProblemView problem={trouble} onRetry={again} />;
  }
  if (!value) {
    return <Loading text={trans.__('Looking at the revisions…')} />;
  }
  return (
    <div className="jp-DeployModel-scroll" tabIndex={0} role="region" aria-label={trans.__('Revisions')}>
      <table className="jp-DeployModel-table">
        <caption className="jp-DeployModel-unseen">{trans.__('Revisions')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Revision')}</th>
            <th scope="col">{trans.__('Model')}</th>
            <th scope="col">{trans.__('Deployed')}</th>
            <th scope="col">{trans.__('Run')}</th>
            <th scope="col">{trans.__('Again')}</th>
          </tr>
        </thead>
        <tbody>
          {value.map(each => (
            <tr key={each.revision} className={each.current ? 'jp-mod-current' : undefined}>
              <th scope="row">
                {each.revision} {each.current && <span className="jp-DeployModel-chip">{trans.__('now')}</span>}
              </th>
              <td>
                <code>{each.model}</code>
              </td>
              <td>
                <Moment time={each.createdAt} />
              </td>
              <td>
                <ActionButton label={trans.__('Open its run')} onClick={() => actions.openPanel({ run: each.run })} />
              </td>
              <td>
                <ActionButton
                  label={trans.__('Deploy this model again')}
                  onClick={() => actions.openPanel({ model: each.model, name })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
