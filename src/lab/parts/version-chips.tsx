import type { ReactElement } from 'react';
import type { RegisteredVersion } from '../../contract/model';

/** Registered versions of a model, and beside each the aliases that point to it. */
export function VersionChips({ registered }: { registered: readonly RegisteredVersion[] }): ReactElement {
  return (
    <>
      {registered.map(({ name, version, aliases }) => (
        <span key={`${name}/${version}`}>
          <span className="jp-DeployModel-chip" title={`models:/${name}/${version}`}>
            {`v${version}`}
          </span>
          {aliases.map(alias => (
            <span
              key={alias}
              className="jp-DeployModel-chip jp-mod-alias"
              title={`models:/${name}@${alias}`}
            >{`@${alias}`}</span>
          ))}
        </span>
      ))}
    </>
  );
}
