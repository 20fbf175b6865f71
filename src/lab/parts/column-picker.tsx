import { settingsIcon } from '@jupyterlab/ui-components';
import { type KeyboardEvent, type ReactElement, useId, useRef, useState } from 'react';
import { useLab } from '../lab';
import { type ModelColumn, shownColumns } from '../models/model-columns';
import { ActionButton } from './action-button';

/** Which columns the list of models has; kept in the settings. */
export function ColumnPicker({ columns }: { columns: readonly ModelColumn[] }): ReactElement {
  const { settings, trans } = useLab();
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const shown = shownColumns(columns, settings.columns).map(({ key }) => key);
  const toggle = (key: string) =>
    void settings.setColumns(shown.includes(key) ? shown.filter(each => each !== key) : [...shown, key]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      setOpen(false);
      box.current?.querySelector('button')?.focus();
    }
  };
  return (
    <div
      className="jp-DeployModel-picker"
      ref={box}
      onKeyDown={onKey}
      onBlur={event => event.currentTarget.contains(event.relatedTarget) || setOpen(false)}
    >
      <ActionButton
        bare
        icon={settingsIcon}
        label={trans.__('Choose columns')}
        isPressed={isOpen}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <fieldset className="jp-DeployModel-pickerBox" aria-label={trans.__('Columns')} tabIndex={-1}>
          {columns.map(({ key, title }) => (
            <label key={key} htmlFor={`${id}-${key}`}>
              <input id={`${id}-${key}`} type="checkbox" checked={shown.includes(key)} onChange={() => toggle(key)} />
              {title}
              <span className="jp-DeployModel-hint">{key.includes('.') ? key.split('.')[0] : ''}</span>
            </label>
          ))}
          <ActionButton
            label={trans.__('Choose for me')}
            refusal={settings.columns.length === 0 ? trans.__('They are chosen for you.') : undefined}
            onClick={() => void settings.setColumns([])}
          />
        </fieldset>
      )}
    </div>
  );
}
