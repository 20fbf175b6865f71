import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import { ROLLOUTS } from '../../contract/kubernetes';
import { useLab } from '../lab';
import { oneNamed } from '../models/deployment-choice';
import { mistakesOf } from '../models/draft';
import type { PanelSession } from '../models/panel-session';
import { Field } from '../parts/field';

type Rollout = (typeof ROLLOUTS)[number];

/** How a new version takes over, asked where there is a running one. */
export function RolloutFields({ session }: { session: PanelSession }): ReactElement | null {
  const { deployments, trans } = useLab();
  const { name, kubernetes } = session.draft;
  const running = name ? oneNamed(deployments.list, name, kubernetes) : undefined;
  if (running?.target !== 'kubernetes') {
    return null;
  }
  const { rollout, percent } = kubernetes;
  const words = rolloutWords(trans);
  return (
    <div className="jp-DeployModel-options">
      <Field
        label={trans.__('How it takes over from v%1', running.revision)}
        kind="select"
        value={rollout}
        options={ROLLOUTS.map(each => ({ value: each, label: words[each].label }))}
        hint={words[rollout].hint}
        onChange={value =>
          session.edit({ kubernetes: { ...kubernetes, rollout: ROLLOUTS.find(each => each === value) ?? rollout } })
        }
      />
      {rollout !== 'replace' && (
        <Field
          label={trans.__('Percent')}
          kind="number"
          value={Number.isNaN(percent) ? '' : String(percent)}
          hint={
            rollout === 'shadow'
              ? trans.__('Share of the requests that it gets copies of.')
              : trans.__('Its share of the requests.')
          }
          error={mistakesOf(session.draft)['kubernetes.percent']}
          onChange={text =>
            session.edit({ kubernetes: { ...kubernetes, percent: text.trim() === '' ? NaN : Number(text) } })
          }
        />
      )}
    </div>
  );
}

function rolloutWords(trans: TranslationBundle): Record<Rollout, { label: string; hint: string }> {
  return {
    replace: {
      label: trans.__('Replace it'),
      hint: trans.__('The new version gets all requests once it answers; no request is lost.')
    },
    canary: {
      label: trans.__('Canary: beside it, with a small share'),
      hint: trans.__('You look at both, then promote or discard the new one.')
    },
    shadow: {
      label: trans.__('Shadow: beside it, with copies'),
      hint: trans.__('It answers nobody; you see whether and how fast it would.')
    },
    'ab-test': {
      label: trans.__('A/B test: beside it, to compare'),
      hint: trans.__('Both answer until you promote or discard the new one.')
    }
  };
}
