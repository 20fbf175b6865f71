import type { ReactElement } from 'react';
import { useFocusIn } from '../hooks/use-focus-in';
import { useLab } from '../lab';
import { ActionButton } from './action-button';

interface ConfirmFormProperties {
  /** What will happen, in one or two sentences. */
  question: string;
  /** The button that does it. */
  label: string;
  isDanger?: boolean;
  onConfirm: () => void;
  onKeep: () => void;
}

/** Asks once more before something that everybody notices. The keyboard is at the answer that changes nothing. */
export function ConfirmForm({ question, label, isDanger, onConfirm, onKeep }: ConfirmFormProperties): ReactElement {
  const { trans } = useLab();
  const form = useFocusIn<HTMLDivElement>('button:last-of-type');
  return (
    <div
      className={`jp-DeployModel-remove${isDanger ? '' : ' jp-mod-calm'}`}
      role="group"
      aria-label={label}
      ref={form}
    >
      <p>{question}</p>
      <div className="jp-DeployModel-buttons">
        <ActionButton kind={isDanger ? 'danger' : 'accept'} label={label} onClick={onConfirm} />
        <ActionButton label={trans.__('Leave it as it is')} onClick={onKeep} />
      </div>
    </div>
  );
}
