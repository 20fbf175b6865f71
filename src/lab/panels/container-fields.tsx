import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { EngineOffer } from '../../contract/image';
import { RESTART_POLICIES, type RestartPolicy } from '../../contract/target';
import { useAnswer } from '../hooks/use-answer';
import { useLab } from '../lab';
import { DEFAULTS, mistakesOf } from '../models/draft';
import type { PanelSession } from '../models/panel-session';
import { EngineView } from '../parts/engine-view';
import { Field } from '../parts/field';

const MEBIBYTE = 1024 * 1024;

/** What a container may use, offered as the engine has it. */
export function ContainerFields({ session }: { session: PanelSession }): ReactElement {
  const { trans } = useLab();
  const { value: offer, again } = useAnswer((client, signal) => client.examineEngine({}, signal), []);
  const { draft } = session;
  const mistakes = mistakesOf(draft);
  const number = (text: string) => (text.trim() === '' ? 0 : Number(text));
  return (
    <fieldset className="jp-DeployModel-group">
      <legend>{trans.__('Container')}</legend>
      <EngineView offer={offer} onRetry={again} />
      <div className="jp-DeployModel-options">
        <Field
          label={trans.__('Memory in MiB')}
          kind="number"
          value={String(draft.memory)}
          hint={memoryHint(offer, trans)}
          error={mistakes.memory}
          onChange={text => session.edit({ memory: number(text) })}
          onRevert={draft.memory === DEFAULTS.memory ? undefined : () => session.edit({ memory: DEFAULTS.memory })}
        />
        <Field
          label={trans.__('CPUs')}
          kind="number"
          value={String(draft.cpus)}
          hint={
            offer?.cpus
              ? trans.__('At most; 0: no limit. The engine has %1 cores.', offer.cpus)
              : trans.__('At most; 0: no limit.')
          }
          error={mistakes.cpus}
          onChange={text => session.edit({ cpus: number(text) })}
          onRevert={draft.cpus === DEFAULTS.cpus ? undefined : () => session.edit({ cpus: DEFAULTS.cpus })}
        />
        <Field
          label={trans.__('GPUs')}
          value={draft.gpus}
          placeholder={trans.__('none')}
          options={gpuChoices(offer).map(value => ({ value, label: value }))}
          hint={gpuHint(offer, trans)}
          error={mistakes.gpus}
          onChange={gpus => session.edit({ gpus })}
          onRevert={draft.gpus === DEFAULTS.gpus ? undefined : () => session.edit({ gpus: DEFAULTS.gpus })}
        />
        <Field
          label={trans.__('When it ends')}
          kind="select"
          value={draft.restart}
          options={RESTART_POLICIES.map(policy => ({ value: policy, label: restartWords(trans)[policy] }))}
          hint={trans.__('What the engine does then; while it is tested, never.')}
          onChange={text => session.edit({ restart: RESTART_POLICIES.find(policy => policy === text) })}
        />
      </div>
    </fieldset>
  );
}

function memoryHint(offer: EngineOffer | undefined, trans: TranslationBundle): string {
  return offer?.memory
    ? trans.__('At most; 0: no limit. The engine’s machine has %1.', Math.floor(offer.memory / MEBIBYTE))
    : trans.__('At most; 0: no limit.');
}

/** All, one, and each by its id. */
function gpuChoices(offer: EngineOffer | undefined): string[] {
  const ids = offer?.gpuIds ?? [];
  return ['all', ...(ids.length > 1 ? ['1', ...ids.map(id => `device=${id}`)] : [])];
}

function gpuHint(offer: EngineOffer | undefined, trans: TranslationBundle): string {
  return offer?.gpus === 'unknown'
    ? trans.__('The engine names none: NVIDIA’s container toolkit must be installed where it runs.')
    : trans.__('all, a number, or device= and ids with commas.');
}

function restartWords(trans: TranslationBundle): Record<RestartPolicy, string> {
  return {
    'unless-stopped': trans.__('start again, unless it was stopped'),
    always: trans.__('always start again'),
    'on-failure': trans.__('start again after a failure'),
    no: trans.__('leave it')
  };
}
