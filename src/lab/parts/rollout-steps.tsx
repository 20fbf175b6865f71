import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import { useLab } from '../lab';
import type { Rollout, RolloutStep, StepName } from '../models/rollout-steps';
import { STATE_ICONS } from './stage-list';
import { stateWords } from './stage-words';

/** What a rollout on a cluster goes through, step by step, with the time of each; and what holds it up. */
export function RolloutSteps({ rollout }: { rollout: Rollout }): ReactElement {
  const { trans } = useLab();
  const { steps, remark } = rollout;
  return (
    <div className="jp-DeployModel-rollout">
      <ol aria-label={trans.__('Steps of the rollout')}>
        {steps
          .filter(({ state }) => state !== 'skipped')
          .map(step => (
            <Step key={step.name} step={step} />
          ))}
      </ol>
      {remark && steps.some(({ state }) => state === 'running') && (
        <p className="jp-DeployModel-remark" role="status">
          {remark}
        </p>
      )}
    </div>
  );
}

function Step({ step }: { step: RolloutStep }): ReactElement {
  const { trans, words } = useLab();
  const { name, state, seconds } = step;
  const Icon = STATE_ICONS[state];
  return (
    <li className={`jp-DeployModel-rolloutStep jp-mod-${state}`}>
      <Icon.react tag="span" className="jp-DeployModel-stageIcon" />
      <span>
        {stepWords(trans)[name][state === 'finished' ? 'done' : 'waiting']}
        <span className="jp-DeployModel-unseen"> {stateWords(trans)[state]}</span>
      </span>
      <span className="jp-DeployModel-hint">{seconds === undefined ? '' : words.duration(seconds * 1000)}</span>
    </li>
  );
}

function stepWords(trans: TranslationBundle): Record<StepName, { waiting: string; done: string }> {
  return {
    accepted: {
      waiting: trans.__('Waiting for the Seldon operator'),
      done: trans.__('The Seldon operator has taken it')
    },
    scheduled: { waiting: trans.__('Waiting for a node with room'), done: trans.__('Every pod has a node') },
    pulled: { waiting: trans.__('Pulling the image'), done: trans.__('The image is on the node') },
    loaded: { waiting: trans.__('Loading the model'), done: trans.__('The model is loaded') },
    routed: { waiting: trans.__('Waiting for the route'), done: trans.__('The route is there') },
    answered: {
      waiting: trans.__('Waiting for the first prediction'),
      done: trans.__('The route has given a prediction')
    }
  };
}
