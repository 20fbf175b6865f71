import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { ImageLayer } from '../../contract/image';
import { useLab } from '../lab';

/** The layers of an image, newest first: what is the model's own, and what it shares with other images. */
export function LayerTable({ layers }: { layers: readonly ImageLayer[] }): ReactElement {
  const { trans, words } = useLab();
  const most = Math.max(...layers.map(({ size }) => size), 1);
  const titles = partWords(trans);
  return (
    <div className="jp-DeployModel-scroll" tabIndex={0} role="region" aria-label={trans.__('Layers')}>
      <table className="jp-DeployModel-table">
        <caption className="jp-DeployModel-unseen">{trans.__('Layers')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Size')}</th>
            <th scope="col">{trans.__('Part')}</th>
            <th scope="col">{trans.__('Created by')}</th>
          </tr>
        </thead>
        <tbody>
          {layers.map(({ size, createdBy, part }, index) => (
            <tr key={index} className={part === 'model' ? 'jp-mod-own' : undefined}>
              <td className="jp-DeployModel-number jp-DeployModel-layerSize">
                <span>{words.bytes(size)}</span>
                <span
                  className="jp-DeployModel-bar"
                  aria-hidden
                  style={{ width: `${Math.max(1, (size / most) * 100)}%` }}
                />
              </td>
              <td>{titles[part]}</td>
              <td>
                <code className="jp-DeployModel-createdBy" title={createdBy}>
                  {createdBy}
                </code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function partWords(trans: TranslationBundle): Record<ImageLayer['part'], string> {
  return {
    model: trans.__('the model, its own'),
    packages: trans.__('packages, shared'),
    builder: trans.__('builder, shared')
  };
}
