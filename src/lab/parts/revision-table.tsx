import type { ReactElement } from 'react';
import { addressOf, type DeploymentId } from '../../contract/deployment-id';
import type { Revision } from '../../contract/revision';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { Moment } from './moment';

interface RevisionTableProperties {
  deployment: DeploymentId;
  revisions: readonly Revision[];
  isBusy: boolean;
  onRollBack: (revision: Revision) => void;
}

/** Revisions, newest first, with what can be done with each. */
export function RevisionTable({ deployment, revisions, isBusy, onRollBack }: RevisionTableProperties): ReactElement {
  const { actions, trans } = useLab();
  return (
    <div className="jp-DeployModel-scroll" tabIndex={0} role="region" aria-label={trans.__('Revisions')}>
      <table className="jp-DeployModel-table">
        <caption className="jp-DeployModel-unseen">{trans.__('Revisions')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Revision')}</th>
            <th scope="col">{trans.__('Model')}</th>
            <th scope="col">{trans.__('Deployed')}</th>
            <th scope="col">{trans.__('Test')}</th>
            <th scope="col">{trans.__('What can be done')}</th>
          </tr>
        </thead>
        <tbody>
          {revisions.map(each => (
            <tr key={each.revision} className={each.current ? 'jp-mod-current' : undefined}>
              <th scope="row">
                {each.revision} {each.current && <span className="jp-DeployModel-chip">{trans.__('now')}</span>}
              </th>
              <td>
                <code>{each.model}</code>
                {each.image && <Digest image={each.image} />}
              </td>
              <td>
                <Moment time={each.createdAt} />
                {each.owner && <p className="jp-DeployModel-hint">{trans.__('by %1', each.owner)}</p>}
              </td>
              <td>{each.verdict}</td>
              <td className="jp-DeployModel-rowButtons">
                {!each.current && (
                  <ActionButton
                    label={trans.__('Roll back to %1…', each.revision)}
                    isBusy={isBusy}
                    refusal={each.gone ? trans.__('What it was made of is gone.') : undefined}
                    onClick={() => onRollBack(each)}
                  />
                )}
                <ActionButton label={trans.__('Open its run')} onClick={() => actions.openPanel({ run: each.run })} />
                <ActionButton
                  label={trans.__('Deploy this model again')}
                  onClick={() => actions.openPanel({ model: each.model, ...addressOf(deployment) })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The first signs of a digest tell images apart; all of it on hover. */
function Digest({ image }: { image: string }): ReactElement {
  const [reference = '', digest] = image.split('@sha256:');
  return (
    <p className="jp-DeployModel-hint" title={image}>
      {digest ? `${reference}@${digest.slice(0, 12)}` : reference}
    </p>
  );
}
