import type { TranslationBundle } from '@jupyterlab/translation';
import { type ReactElement, useEffect, useState } from 'react';
import type { ClusterContext, ClusterExamination, Namespaces } from '../../contract/kubernetes';
import { useAnswer } from '../hooks/use-answer';
import { useLab } from '../lab';
import { DEFAULTS, mistakesOf } from '../models/draft';
import type { PanelSession } from '../models/panel-session';
import { ClusterView } from '../parts/cluster-view';
import { Field } from '../parts/field';
import { ProblemView } from '../parts/problem-view';
import { KedaFields } from './keda-fields';
import { RolloutFields } from './rollout-fields';
import { ServerFields } from './server-fields';

interface ClusterFieldsProperties {
  session: PanelSession;
  /** Told why nothing can be deployed there, or undefined when it can. */
  onObstacle: (obstacle: string | undefined) => void;
}

/** Which cluster, where in it, under which image; and what is missing there. */
export function ClusterFields({ session, onObstacle }: ClusterFieldsProperties): ReactElement {
  const { trans } = useLab();
  const { context = '', namespace = '' } = session.draft.kubernetes;
  const clusters = useAnswer((client, signal) => client.listClusters({}, signal), []);
  const place = { context: context || undefined, namespace: namespace || undefined };
  const namespaces = useAnswer(
    (client, signal) => client.listNamespaces({ context: place.context }, signal),
    [context]
  );
  const { value, trouble, isLoading, again } = useAnswer(
    (client, signal) => client.examineCluster(place, signal),
    [context, namespace]
  );
  const [misfit, setMisfit] = useState<string>();
  const { server } = session.draft.kubernetes;
  const obstacle = trouble?.message ?? (value && obstacleIn(value, session, trans)) ?? (server && misfit);
  useEffect(() => onObstacle(isLoading ? undefined : obstacle), [isLoading, obstacle, onObstacle]);
  return (
    <fieldset className="jp-DeployModel-group">
      <legend>{trans.__('Cluster')}</legend>
      <div className="jp-DeployModel-options">
        <ContextField session={session} clusters={clusters.value} />
        <NamespaceField session={session} namespaces={namespaces.value} fallback={value?.report.namespace} />
        {server === undefined && <ImageField session={session} />}
        <ReplicasField session={session} />
      </div>
      {trouble ? (
        <ProblemView problem={trouble} onRetry={again} />
      ) : (
        <ClusterView examination={isLoading ? undefined : value} onRetry={again} />
      )}
      {session.draft.model.trim() !== '' && value?.report.seldon && (
        <ServerFields session={session} onObstacle={setMisfit} />
      )}
      <KedaFields session={session} hasKeda={value?.report.keda === true} />
      <RolloutFields session={session} />
    </fieldset>
  );
}

/** Why nothing can be deployed to a cluster as it is. */
function obstacleIn(
  { report, problems }: ClusterExamination,
  { draft }: PanelSession,
  trans: TranslationBundle
): string | undefined {
  const error = problems.find(({ severity }) => severity === 'error');
  const lacksKeda = !report.keda && draft.kubernetes.kedaTriggers.length > 0;
  return error?.message ?? (lacksKeda ? trans.__('The cluster has no KEDA.') : undefined);
}

function ContextField({
  session,
  clusters = []
}: {
  session: PanelSession;
  clusters: readonly ClusterContext[] | undefined;
}): ReactElement {
  const { trans } = useLab();
  const { kubernetes } = session.draft;
  const current = clusters.find(each => each.current);
  const options = clusters.filter(each => !each.current).map(({ name }) => ({ value: name, label: name }));
  const byDefault = current ? trans.__('%1, the current one', current.name) : trans.__('the current one');
  return (
    <Field
      label={trans.__('Context')}
      kind="select"
      value={kubernetes.context ?? ''}
      options={[{ value: '', label: byDefault }, ...options]}
      hint={clusters.find(({ name, current: is }) => (kubernetes.context ? name === kubernetes.context : is))?.server}
      onChange={context => session.edit({ kubernetes: { ...kubernetes, context, namespace: '' } })}
    />
  );
}

function NamespaceField({
  session,
  namespaces,
  fallback
}: {
  session: PanelSession;
  namespaces: Namespaces | undefined;
  fallback: string | undefined;
}): ReactElement {
  const { trans } = useLab();
  const { kubernetes } = session.draft;
  return (
    <Field
      label={trans.__('Namespace')}
      value={kubernetes.namespace ?? ''}
      placeholder={fallback}
      options={namespaces?.names.map(name => ({ value: name, label: name }))}
      hint={
        namespaces?.complete === false
          ? trans.__('You may not list them; type the one that you were given.')
          : trans.__('Empty: that of the context.')
      }
      error={mistakesOf(session.draft)['kubernetes.namespace']}
      onChange={namespace => session.edit({ kubernetes: { ...kubernetes, namespace } })}
    />
  );
}

function ImageField({ session }: { session: PanelSession }): ReactElement {
  const { trans } = useLab();
  return (
    <Field
      label={trans.__('Image')}
      value={session.draft.image ?? ''}
      placeholder={trans.__('made from the name')}
      hint={trans.__('With the registry that the cluster pulls from, such as registry.example/team/churn:1.2.')}
      onChange={image => session.edit({ image })}
    />
  );
}

function ReplicasField({ session }: { session: PanelSession }): ReactElement {
  const { trans } = useLab();
  const { kubernetes } = session.draft;
  const set = (replicas: number) => session.edit({ kubernetes: { ...kubernetes, replicas } });
  return (
    <Field
      label={trans.__('Copies')}
      kind="number"
      value={Number.isNaN(kubernetes.replicas) ? '' : String(kubernetes.replicas)}
      hint={trans.__('How many answer at once.')}
      error={mistakesOf(session.draft)['kubernetes.replicas']}
      onChange={text => set(text.trim() === '' ? NaN : Number(text))}
      onRevert={
        kubernetes.replicas === DEFAULTS.kubernetes.replicas ? undefined : () => set(DEFAULTS.kubernetes.replicas)
      }
    />
  );
}
