import { undoIcon } from '@jupyterlab/ui-components';
import { type ReactElement, useId } from 'react';
import { useLab } from '../lab';
import { ActionButton } from './action-button';

interface FieldProperties {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What stands in for an empty field. */
  placeholder?: string;
  /** What is picked when nothing is said, and why. */
  hint?: string;
  /** Why the value cannot be taken. */
  error?: string;
  /** `lines` is text of several lines. */
  kind?: 'text' | 'number' | 'select' | 'lines';
  /** For `select` all of them, for `text` proposals. */
  options?: readonly { value: string; label: string }[];
  /** Puts the default back; given when the value is another one. */
  onRevert?: () => void;
}

/** One field of a form: label, control, what is picked and why, and what is wrong. */
export function Field(properties: FieldProperties): ReactElement {
  const { label, hint, error, onRevert } = properties;
  const { trans } = useLab();
  const id = useId();
  return (
    <div className={`jp-DeployModel-field${onRevert ? ' jp-mod-changed' : ''}`}>
      <label htmlFor={id}>{label}</label>
      <Control id={id} {...properties} />
      {onRevert && <ActionButton bare icon={undoIcon} label={trans.__('Revert %1', label)} onClick={onRevert} />}
      {hint && (
        <p id={`${id}-hint`} className="jp-DeployModel-hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="jp-DeployModel-fieldError" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function Control({ id, ...properties }: FieldProperties & { id: string }): ReactElement {
  const { value, onChange, placeholder, hint, error, kind = 'text', options } = properties;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const common = { id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined, value };
  if (kind === 'select') {
    return (
      <select className="jp-DeployModel-input" {...common} onChange={event => onChange(event.target.value)}>
        {options?.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }
  if (kind === 'lines') {
    return (
      <textarea
        className="jp-DeployModel-input jp-mod-lines"
        {...common}
        rows={4}
        placeholder={placeholder}
        spellCheck={false}
        onChange={event => onChange(event.target.value)}
      />
    );
  }
  return (
    <>
      <input
        className="jp-DeployModel-input"
        {...common}
        type={kind}
        placeholder={placeholder}
        list={options && `${id}-options`}
        spellCheck={false}
        autoComplete="off"
        onChange={event => onChange(event.target.value)}
      />
      {options && (
        <datalist id={`${id}-options`}>
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </datalist>
      )}
    </>
  );
}
