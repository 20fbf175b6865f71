import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { Deployment } from '../../contract/deployment';
import { addressOf } from '../../contract/deployment-id';
import type { RolloutRule } from '../../contract/rollout-rule';
import type { TaskWork } from '../hooks/use-task';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { Moment } from './moment';

interface RuleStateProperties {
  deployment: Deployment;
  work: TaskWork;
}

/** The rule that decides about the new version, who watches it, and a way to go on when nobody does. */
export function RuleState({ deployment, work }: RuleStateProperties): ReactElement | null {
  const { trans } = useLab();
  const { rule: kept } = deployment;
  if (!kept) {
    return null;
  }
  const { rule, revision, since, owner, watcher } = kept;
  const isLeft = watcher === undefined && !work.isBusy;
  return (
    <div className="jp-DeployModel-remark">
      <p>
        {trans.__('A rule of %1 decides about v%2: %3.', owner, revision, limitsOf(rule, trans))}{' '}
        <Moment time={since} />
      </p>
      {watcher !== undefined && <p>{trans.__('%1 watches it.', watcher)}</p>}
      {isLeft && (
        <>
          <p role="status">{trans.__('Nobody watches it now. Both versions run on until somebody does.')}</p>
          <ActionButton
            kind="accept"
            label={trans.__('Go on watching')}
            onClick={() => void work.begin(service => service.watchRule(addressOf(deployment)))}
          />
        </>
      )}
    </div>
  );
}

function limitsOf(
  { after, minRequests, maxErrorRate, maxP99, maxDrift }: RolloutRule,
  trans: TranslationBundle
): string {
  return [
    trans.__('%1 s and %2 requests', after, minRequests),
    trans.__('at most %1 %% may fail', maxErrorRate),
    ...(maxP99 === undefined ? [] : [trans.__('99 of 100 within %1 ms', maxP99)]),
    ...(maxDrift === undefined ? [] : [trans.__('answers at most %1 %% apart', 100 * maxDrift)])
  ].join(', ');
}
