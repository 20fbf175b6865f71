import type { LabIcon } from '@jupyterlab/ui-components';
import { type ReactElement, useId } from 'react';

interface ActionButtonProperties {
  label: string;
  onClick: () => void;
  /** `accept` is the one thing that a person most likely wants here, `danger` what cannot be taken back. */
  kind?: 'accept' | 'danger';
  icon?: LabIcon;
  /** Shows the icon alone; the label is its name. */
  bare?: boolean;
  /** Why it cannot be used now; shown beside it. Such a button stays in the tab order, so that anybody can learn why. */
  refusal?: string;
  isBusy?: boolean;
  isPressed?: boolean;
}

const KINDS = { accept: 'jp-mod-accept', danger: 'jp-mod-warn' };

/** A button that says why it is off. */
export function ActionButton(properties: ActionButtonProperties): ReactElement {
  const { label, onClick, kind, icon: Icon, bare, refusal, isBusy, isPressed } = properties;
  const reason = useId();
  const isOff = refusal !== undefined || isBusy;
  const kindClass = kind ? KINDS[kind] : '';
  return (
    <>
      <button
        type="button"
        className={`jp-DeployModel-button ${bare ? 'jp-mod-bare' : `jp-mod-styled ${kindClass}`}`}
        aria-label={bare ? label : undefined}
        title={refusal ?? (bare ? label : undefined)}
        aria-disabled={isOff || undefined}
        aria-describedby={refusal === undefined ? undefined : reason}
        aria-busy={isBusy || undefined}
        aria-pressed={isPressed}
        onClick={() => isOff || onClick()}
      >
        {Icon && <Icon.react tag="span" elementSize="normal" />}
        {bare ? null : label}
      </button>
      {refusal !== undefined && (
        <span id={reason} className={bare ? 'jp-DeployModel-unseen' : 'jp-DeployModel-refusal'}>
          {refusal}
        </span>
      )}
    </>
  );
}
