import { Clipboard } from '@jupyterlab/apputils';
import { checkIcon, copyIcon } from '@jupyterlab/ui-components';
import { type ReactElement, useEffect, useState } from 'react';
import { useLab } from '../lab';
import { ActionButton } from './action-button';

const SHOWN = 2000;

/** Puts a text into the clipboard and says so. The text is made when it is wanted. */
export function CopyButton({ label, text }: { label: string; text: () => string }): ReactElement {
  const { trans } = useLab();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    const timer = isCopied ? setTimeout(() => setCopied(false), SHOWN) : undefined;
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <ActionButton
      bare
      icon={isCopied ? checkIcon : copyIcon}
      label={isCopied ? trans.__('Copied') : label}
      onClick={() => {
        // Also without the clipboard API, which a page without HTTPS does not have.
        Clipboard.copyToSystem(text());
        setCopied(true);
      }}
    />
  );
}
