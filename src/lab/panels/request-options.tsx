import { type ReactElement, useState } from 'react';
import { useLab } from '../lab';
import { DEFAULTS, mistakesOf, valueAt, withValue } from '../models/draft';
import type { PanelSession } from '../models/panel-session';
import { Field } from '../parts/field';
import { Switch } from '../parts/switch';
import { type OptionField, optionFields } from './option-fields';

interface RequestOptionsProperties {
  session: PanelSession;
  /** Only these, by their paths; all of the target by default. */
  paths?: readonly string[];
}

/** What most people leave alone, folded, with what it will be. */
export function RequestOptions({ session, paths }: RequestOptionsProperties): ReactElement {
  const { trans } = useLab();
  const { draft } = session;
  const fields = optionFields(draft, trans).filter(({ path }) => paths?.includes(path) ?? true);
  const mistakes = mistakesOf(draft);
  const changed = fields.filter(({ path }) => isChanged(session, path));
  return (
    <details className="jp-DeployModel-fold" open={fields.some(({ path }) => path in mistakes) || undefined}>
      <summary>
        {trans.__('Options')}{' '}
        <span className="jp-DeployModel-hint">
          {(changed.length > 0 ? changed : fields.slice(0, SHOWN))
            .map(({ path, label }) => `${label}: ${textOf(valueAt(draft, path) || '') || trans.__('by default')}`)
            .join(' · ')}
        </span>
      </summary>
      <div className="jp-DeployModel-options">
        {fields.map(field => (
          <Option key={field.path} field={field} session={session} mistake={mistakes[field.path]} />
        ))}
      </div>
    </details>
  );
}

/** Options named in the folded line while all are the default. */
const SHOWN = 4;

interface OptionProperties {
  field: OptionField;
  session: PanelSession;
  mistake: string | undefined;
}

function Option({ field, session, mistake }: OptionProperties): ReactElement {
  const { path, label, hint, kind, options } = field;
  const value = valueAt(session.draft, path);
  // A list is not what was typed until the next word is there: the text itself stays as it is meanwhile.
  const [typed, setTyped] = useState('');
  const text = textOf(parsed(typed, kind)) === textOf(value) ? typed : textOf(value);
  const set = (changed: unknown) => session.edit(withValue(session.draft, path, changed));
  if (kind === 'flag') {
    return <Switch label={label} hint={hint} isOn={value === true} onChange={set} />;
  }
  return (
    <Field
      label={label}
      hint={hint}
      error={mistake}
      kind={kind === 'choice' ? 'select' : kind === 'number' ? 'number' : 'text'}
      value={text}
      options={options?.map(option => ({ value: option, label: option }))}
      onChange={changed => {
        setTyped(changed);
        set(parsed(changed, kind));
      }}
      onRevert={isChanged(session, path) ? () => set(valueAt(DEFAULTS, path)) : undefined}
    />
  );
}

function isChanged({ draft }: PanelSession, path: string): boolean {
  return textOf(valueAt(draft, path)) !== textOf(valueAt(DEFAULTS, path));
}

function textOf(value: unknown): string {
  if (value === undefined || Array.isArray(value)) {
    return value?.join(', ') ?? '';
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([key, each]) => `${key}=${String(each)}`)
        .join(', ')
    : String(value);
}

function parsed(text: string, kind: OptionField['kind']): unknown {
  if (kind === 'number') {
    return text.trim() === '' ? undefined : Number(text);
  }
  const words = () => text.split(/[\s,]+/).filter(Boolean);
  if (kind === 'pairs') {
    return Object.fromEntries(words().map(word => [word.split('=')[0], word.split('=').slice(1).join('=')]));
  }
  return kind === 'list' ? words() : text;
}
