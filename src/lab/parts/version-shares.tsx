import type { ReactElement } from 'react';
import type { RunningVersion } from '../../contract/kubernetes';
import { VersionBadge } from './version-badge';

/** The versions of a deployment with what part each plays, in one line. */
export function VersionShares({ versions }: { versions: readonly RunningVersion[] }): ReactElement {
  return (
    <>
      {versions.map((version, index) => (
        <span key={version.revision} className="jp-DeployModel-share">
          {`v${version.revision}`} <VersionBadge version={version} isNew={index > 0} />
        </span>
      ))}
    </>
  );
}
