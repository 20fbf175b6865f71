import type { TranslationBundle } from '@jupyterlab/translation';
import { type ReactElement, useEffect } from 'react';
import type { Problem } from '../../contract/problem';
import type { ServerOffer } from '../../contract/server-offer';
import { useAnswer } from '../hooks/use-answer';
import { useLab } from '../lab';
import { mistakesOf, withServer } from '../models/draft';
import type { PanelSession } from '../models/panel-session';
import { Field } from '../parts/field';

interface ServerFieldsProperties {
  session: PanelSession;
  /** Told why the server that was chosen cannot be taken, or undefined when it can. */
  onObstacle: (obstacle: string | undefined) => void;
}

/** The way without an image: Seldon's own servers that the cluster has, those that fit the model to be chosen. */
export function ServerFields({ session, onObstacle }: ServerFieldsProperties): ReactElement | null {
  const { trans } = useLab();
  const { model, trackingUri, kubernetes } = session.draft;
  const { context, namespace, server } = kubernetes;
  const mistake = mistakesOf(session.draft)['kubernetes.modelUri'];
  const modelUri = mistake === undefined ? kubernetes.modelUri?.trim() || undefined : undefined;
  const asked = {
    model: model.trim(),
    trackingUri: trackingUri || undefined,
    modelUri,
    context: context || undefined,
    namespace: namespace || undefined
  };
  const { value: offers = [], trouble } = useAnswer(
    (client, signal) => client.listServers(asked, signal),
    Object.values(asked)
  );
  const chosen = offers.find(offer => offer.server === server);
  const obstacle = server === undefined ? undefined : obstacleOf(server, { chosen, offers, trouble, trans });
  useEffect(() => onObstacle(obstacle), [obstacle, onObstacle]);
  if (server === undefined && offers.length === 0) {
    return null;
  }
  const choose = (name: string) => session.edit(withServer(session.draft, name || undefined));
  return (
    <details className="jp-DeployModel-fold" open={server !== undefined || undefined}>
      <summary>
        {trans.__('Without an image')} <span className="jp-DeployModel-hint">{summaryOf(offers, server, trans)}</span>
      </summary>
      <div className="jp-DeployModel-options">
        <Field
          label={trans.__('Served by')}
          kind="select"
          value={server ?? ''}
          options={[
            { value: '', label: trans.__('an image that is built here') },
            ...offers.filter(({ fits }) => fits).map(offer => ({ value: offer.server, label: choiceOf(offer, trans) })),
            ...(server !== undefined && !chosen?.fits ? [{ value: server, label: server }] : [])
          ]}
          error={obstacle}
          onChange={choose}
          onRevert={server === undefined ? undefined : () => choose('')}
        />
        <Field
          label={trans.__('Where pods fetch the model')}
          value={kubernetes.modelUri ?? ''}
          placeholder={offers.find(offer => offer.fits)?.modelUri ?? trans.__('such as %1', 's3://models/churn')}
          hint={trans.__(
            'Empty: where MLflow keeps it. Pods reach s3, gs, az, https and pvc, not a folder of this machine.'
          )}
          error={mistake}
          onChange={address => session.edit({ kubernetes: { ...kubernetes, modelUri: address } })}
        />
        {server !== undefined && (
          <Field
            label={trans.__('Secret of its storage')}
            value={kubernetes.modelSecret ?? ''}
            hint={trans.__('With what the storage asks for. Empty: the only one of “Secrets as variables”.')}
            error={mistakesOf(session.draft)['kubernetes.modelSecret']}
            onChange={modelSecret => session.edit({ kubernetes: { ...kubernetes, modelSecret } })}
          />
        )}
      </div>
      <Offers offers={offers} server={server} />
    </details>
  );
}

/** Why or why not, for each; and what the one costs that is chosen, or could be. */
function Offers({ offers, server }: { offers: readonly ServerOffer[]; server: string | undefined }): ReactElement {
  const { trans } = useLab();
  const costly = offers.find(offer => (server === undefined ? offer.fits : offer.server === server));
  return (
    <>
      <ul className="jp-DeployModel-offers">
        {offers.map(offer => (
          <li key={offer.server}>
            <strong>{offer.server}</strong> <span className="jp-DeployModel-chip">{verdictOf(offer, trans)}</span>{' '}
            {offer.because}
          </li>
        ))}
      </ul>
      {costly && (
        <>
          <p>{trans.__('What %1 costs:', costly.server)}</p>
          <ul className="jp-DeployModel-costs">
            {costly.costs.map(cost => (
              <li key={cost}>{cost}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

interface Choice {
  chosen: ServerOffer | undefined;
  offers: readonly ServerOffer[];
  trouble: Problem | undefined;
  trans: TranslationBundle;
}

function obstacleOf(server: string, { chosen, offers, trouble, trans }: Choice): string | undefined {
  if (trouble) {
    return trouble.message;
  }
  if (chosen) {
    return chosen.fits ? undefined : trans.__('%1 cannot serve this model: %2', server, chosen.because);
  }
  // Until the first answer is there nothing is known against it.
  return offers.length > 0 ? trans.__('The cluster has no %1.', server) : undefined;
}

function summaryOf(offers: readonly ServerOffer[], server: string | undefined, trans: TranslationBundle): string {
  if (server !== undefined) {
    return server;
  }
  const fitting = offers.filter(({ fits }) => fits);
  return fitting.length > 0
    ? fitting.map(offer => labelOf(offer, trans)).join(' · ')
    : trans.__('not, because no server of the cluster fits this model');
}

function labelOf(offer: ServerOffer, trans: TranslationBundle): string {
  return `${offer.server} (${verdictOf(offer, trans)})`;
}

/** As it is chosen: only what is the better way is said there. */
function choiceOf({ server, recommended }: ServerOffer, trans: TranslationBundle): string {
  return recommended ? trans.__('%1 (recommended)', server) : server;
}

function verdictOf({ fits, recommended }: ServerOffer, trans: TranslationBundle): string {
  return recommended ? trans.__('recommended') : fits ? trans.__('not recommended') : trans.__('does not fit');
}
