import { type ReactElement, useId } from 'react';

interface SwitchProperties {
  label: string;
  hint: string;
  isOn: boolean;
  onChange: (on: boolean) => void;
}

/** A yes or no of a form. */
export function Switch({ label, hint, isOn, onChange }: SwitchProperties): ReactElement {
  const id = useId();
  return (
    <div className={`jp-DeployModel-switch${isOn ? ' jp-mod-changed' : ''}`}>
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        aria-describedby={`${id}-hint`}
        onChange={event => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      <p id={`${id}-hint`} className="jp-DeployModel-hint">
        {hint}
      </p>
    </div>
  );
}
