import type { ReactElement, ReactNode } from 'react';

interface FactsProperties {
  /** Name and value; those without a value are left out. */
  facts: readonly (readonly [string, ReactNode])[];
}

/** A list of names and values. */
export function Facts({ facts }: FactsProperties): ReactElement {
  return (
    <dl className="jp-DeployModel-facts">
      {facts
        .filter(([, value]) => value !== undefined && value !== null && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
