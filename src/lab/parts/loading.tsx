import type { ReactElement } from 'react';

/** Says that something is on its way. */
export function Loading({ text }: { text: string }): ReactElement {
  return (
    <p className="jp-DeployModel-loading" role="status">
      {text}
    </p>
  );
}
