import { type ReactElement, useState } from 'react';
import type { KedaTrigger } from '../../contract/kubernetes';
import { useLab } from '../lab';
import { mistakesOf } from '../models/draft';
import { lineWithoutValue, metadataOf, NO_TRIGGER, textOfMetadata } from '../models/keda-trigger';
import type { PanelSession } from '../models/panel-session';
import { ActionButton } from '../parts/action-button';
import { Field } from '../parts/field';

/** Scalers that KEDA has, of some sixty: those that a model is usually scaled by. */
const SCALERS = ['prometheus', 'cron', 'cpu', 'memory', 'kafka', 'rabbitmq', 'aws-sqs-queue', 'metrics-api'];

/** By what copies come and go in place of the CPU: asked where the cluster has KEDA, and shown while some is asked for. */
export function KedaFields({ session, hasKeda }: { session: PanelSession; hasKeda: boolean }): ReactElement | null {
  const { trans } = useLab();
  const { kubernetes } = session.draft;
  const { kedaTriggers } = kubernetes;
  if (!hasKeda && kedaTriggers.length === 0) {
    return null;
  }
  const set = (triggers: KedaTrigger[]) => session.edit({ kubernetes: { ...kubernetes, kedaTriggers: triggers } });
  return (
    <details className="jp-DeployModel-fold" open={kedaTriggers.length > 0 || undefined}>
      <summary>
        {trans.__('Copies by what KEDA counts')}{' '}
        <span className="jp-DeployModel-hint">
          {kedaTriggers.map(({ type }) => type).join(' · ') ||
            trans.__('none: their number is fixed, or by their load')}
        </span>
      </summary>
      {kedaTriggers.map((trigger, index) => (
        <Trigger
          key={index}
          trigger={trigger}
          number={index + 1}
          mistakes={mistakesAt(session, index)}
          onChange={changed => set(kedaTriggers.with(index, changed))}
          onRemove={() => set(kedaTriggers.toSpliced(index, 1))}
        />
      ))}
      {hasKeda && (
        <div className="jp-DeployModel-buttons">
          <ActionButton label={trans.__('Add a trigger')} onClick={() => set([...kedaTriggers, NO_TRIGGER])} />
        </div>
      )}
    </details>
  );
}

interface TriggerProperties {
  trigger: KedaTrigger;
  number: number;
  /** What the contract has against it, by field. */
  mistakes: Record<string, string>;
  onChange: (trigger: KedaTrigger) => void;
  onRemove: () => void;
}

function Trigger({ trigger, number, mistakes, onChange, onRemove }: TriggerProperties): ReactElement {
  const { trans } = useLab();
  const kept = textOfMetadata(trigger.metadata);
  // A line is typed letter by letter: its text stays as it is meanwhile.
  const [typed, setTyped] = useState(kept);
  const text = textOfMetadata(metadataOf(typed)) === kept ? typed : kept;
  const incomplete = lineWithoutValue(text);
  return (
    <fieldset className="jp-DeployModel-group">
      <legend>{trans.__('Trigger %1', number)}</legend>
      <div className="jp-DeployModel-options">
        <Field
          label={trans.__('Scaler')}
          value={trigger.type}
          options={SCALERS.map(value => ({ value, label: value }))}
          hint={trans.__('A scaler of KEDA.')}
          error={mistakes.type}
          onChange={type => onChange({ ...trigger, type: type.trim() })}
        />
        <Field
          label={trans.__('Authentication')}
          value={trigger.authentication ?? ''}
          hint={trans.__('A TriggerAuthentication in the namespace. Empty: none.')}
          error={mistakes.authentication}
          onChange={name => onChange({ ...trigger, authentication: name.trim() || undefined })}
        />
      </div>
      <Field
        label={trans.__('What it takes')}
        kind="lines"
        value={text}
        hint={trans.__('Each on a line of its own, as name=value: threshold=50.')}
        error={incomplete === undefined ? undefined : trans.__('%1 has no value.', incomplete)}
        onChange={changed => {
          setTyped(changed);
          onChange({ ...trigger, metadata: metadataOf(changed) });
        }}
      />
      <div className="jp-DeployModel-buttons">
        <ActionButton label={trans.__('Remove trigger %1', number)} onClick={onRemove} />
      </div>
    </fieldset>
  );
}

function mistakesAt({ draft }: PanelSession, index: number): Record<string, string> {
  const before = `kubernetes.kedaTriggers.${index}.`;
  const own = Object.entries(mistakesOf(draft)).filter(([path]) => path.startsWith(before));
  return Object.fromEntries(own.map(([path, message]) => [path.slice(before.length).split('.')[0]!, message]));
}
