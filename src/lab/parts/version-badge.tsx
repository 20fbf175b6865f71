import type { ReactElement } from 'react';
import type { RunningVersion } from '../../contract/kubernetes';
import { useLab } from '../lab';

/** What part a version plays beside another one. */
export function VersionBadge({
  version,
  isNew
}: {
  version: Pick<RunningVersion, 'shadow' | 'traffic'>;
  isNew: boolean;
}): ReactElement {
  const { trans } = useLab();
  const text = !isNew
    ? trans.__('running')
    : version.shadow
      ? trans.__('shadow')
      : version.traffic === 0
        ? trans.__('new, without traffic')
        : trans.__('canary, %1 %%', version.traffic);
  return <span className="jp-DeployModel-chip">{text}</span>;
}
