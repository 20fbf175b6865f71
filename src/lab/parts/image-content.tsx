import type { ReactElement } from 'react';
import type { ImageDetails } from '../../contract/image';
import { useLab } from '../lab';
import { LayerTable } from './layer-table';

/** Layers and labels of an image that is on the engine. */
export function ImageContent({ image }: { image: ImageDetails }): ReactElement {
  const { trans } = useLab();
  const { layers, labels, references } = image;
  const pairs = Object.entries(labels).sort(([one], [other]) => one.localeCompare(other));
  return (
    <>
      <h3>{trans.__('Layers')}</h3>
      <LayerTable layers={layers} />
      {references.length > 1 && (
        <details className="jp-DeployModel-fold">
          <summary>{trans._n('%1 name', '%1 names', references.length)}</summary>
          <pre tabIndex={0}>{references.join('\n')}</pre>
        </details>
      )}
      <details className="jp-DeployModel-fold">
        <summary>{trans._n('%1 label', '%1 labels', pairs.length)}</summary>
        <div className="jp-DeployModel-scroll" tabIndex={0} role="region" aria-label={trans.__('Labels')}>
          <table className="jp-DeployModel-table">
            <tbody>
              {pairs.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">
                    <code>{name}</code>
                  </th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
