import { type FormEvent, type ReactElement, useEffect, useState } from 'react';
import { TARGETS } from '../../contract/target';
import { useAttempt } from '../hooks/use-attempt';
import { useChanges } from '../hooks/use-changes';
import { useWatch } from '../hooks/use-watch';
import { useLab } from '../lab';
import { oneNamed } from '../models/deployment-choice';
import { mistakesOf } from '../models/draft';
import type { PanelSession } from '../models/panel-session';
import { ActionButton } from '../parts/action-button';
import { Field } from '../parts/field';
import { ProblemView } from '../parts/problem-view';
import { targetWords } from '../parts/target-words';
import { ClusterFields } from './cluster-fields';
import { ContainerFields } from './container-fields';
import { ModelChooser } from './model-chooser';
import { RecentRuns } from './recent-runs';
import { RequestOptions } from './request-options';

/** What a run is asked for: the model, a name and a target first, the rest folded with what it will be. */
export function RequestForm({ session }: { session: PanelSession }): ReactElement {
  const { deployments, trans } = useLab();
  useChanges(session);
  // Who deploys wants to know whether the name is taken.
  useWatch(deployments);
  const { isBusy, trouble, attempt } = useAttempt();
  const { draft } = session;
  const { name: isWrongName, ...mistakes } = draft.model.trim() === '' ? {} : mistakesOf(draft);
  const nameError = isWrongName ? nameRule(trans) : undefined;
  const taken = draft.name ? oneNamed(deployments.list, draft.name, draft.kubernetes) : undefined;
  useEffect(() => taken && session.follow(taken), [session, taken]);
  const isOnCluster = draft.target === 'kubernetes';
  const [obstacle, setObstacle] = useState<string>();
  const refusal =
    draft.model.trim() === ''
      ? trans.__('Choose a model first.')
      : (nameError ?? firstOf(mistakes, trans) ?? (isOnCluster ? obstacle : undefined));
  const begin = (until: 'wrap' | 'build' | 'deploy') => void attempt(() => session.begin(until));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal === undefined && !isBusy) {
      begin('deploy');
    }
  };
  return (
    <form onSubmit={onSubmit} className="jp-DeployModel-form" noValidate>
      {session.remark && <p className="jp-DeployModel-remark">{session.remark}</p>}
      <ModelChooser session={session} />
      <Field
        label={trans.__('Name')}
        value={draft.name ?? ''}
        placeholder={trans.__('made from the model’s name')}
        hint={
          taken &&
          trans.__('%1 exists (%2): this becomes revision %3 of it.', taken.name, taken.model, taken.revision + 1)
        }
        error={nameError}
        onChange={name => session.edit({ name })}
      />
      <Field
        label={trans.__('Target')}
        kind="select"
        value={draft.target}
        options={TARGETS.map(target => ({ value: target, label: targetWords(trans)[target] }))}
        onChange={target => session.edit({ target: TARGETS.find(each => each === target) })}
      />
      {draft.target === 'docker' && <ContainerFields session={session} />}
      {isOnCluster && <ClusterFields session={session} onObstacle={setObstacle} />}
      <RequestOptions session={session} />
      {trouble && <ProblemView problem={trouble} />}
      <div className="jp-DeployModel-buttons">
        <ActionButton
          kind="accept"
          label={trans.__('Deploy')}
          isBusy={isBusy}
          refusal={refusal}
          onClick={() => begin('deploy')}
        />
        <ActionButton
          label={trans.__('Wrap and look at the files first')}
          isBusy={isBusy || refusal !== undefined}
          onClick={() => begin('wrap')}
        />
        {isOnCluster && (
          <ActionButton
            label={
              draft.kubernetes.server === undefined
                ? trans.__('Build and look at the manifest first')
                : trans.__('Look at the manifest first')
            }
            isBusy={isBusy || refusal !== undefined}
            onClick={() => begin('build')}
          />
        )}
      </div>
      {/* The Enter key needs one. */}
      <button type="submit" hidden />
      <RecentRuns session={session} />
    </form>
  );
}

function firstOf(mistakes: Record<string, string>, trans: ReturnType<typeof useLab>['trans']): string | undefined {
  return Object.keys(mistakes).length > 0 ? trans.__('An option cannot be taken as it is.') : undefined;
}

function nameRule(trans: ReturnType<typeof useLab>['trans']): string {
  return trans.__('Lower-case letters, digits and dashes, at most 48, starting with a letter.');
}
