import type { ReactElement } from 'react';

/** A step whose turn has not come says what it will show. */
export function Waiting({ text }: { text: string }): ReactElement {
  return <p className="jp-DeployModel-empty">{text}</p>;
}
