import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { SeldonInstallation } from '../../contract/seldon-installation';
import { useLab } from '../lab';

/** What an installation of Seldon Core would do: each object, and the images that the cluster must be able to pull. */
export function InstallationView({ installation }: { installation: SeldonInstallation }): ReactElement {
  const { trans } = useLab();
  const { version, namespace, objects, images } = installation;
  const words = changeWords(trans);
  const title = trans.__('Seldon Core %1 in %2', version, namespace);
  return (
    <>
      <div className="jp-DeployModel-scroll jp-DeployModel-installation" tabIndex={0} role="region" aria-label={title}>
        <table className="jp-DeployModel-table">
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{trans.__('Change')}</th>
              <th scope="col">{trans.__('Kind')}</th>
              <th scope="col">{trans.__('Name')}</th>
            </tr>
          </thead>
          <tbody>
            {objects.map(({ change, kind, name }) => (
              <tr key={`${kind}/${name}`}>
                <td>{words[change]}</td>
                <td>{kind}</td>
                <td>
                  <code>{name}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {images.length > 0 && (
        <p>
          {trans.__('The cluster must be able to pull:')}{' '}
          {images.map((image, index) => (
            <span key={image}>
              {index > 0 && ', '}
              <code>{image}</code>
            </span>
          ))}
        </p>
      )}
    </>
  );
}

function changeWords(trans: TranslationBundle): Record<SeldonInstallation['objects'][number]['change'], string> {
  return {
    created: trans.__('would be created'),
    changed: trans.__('would be changed'),
    same: trans.__('stays as it is')
  };
}
