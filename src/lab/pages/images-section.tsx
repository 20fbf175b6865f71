import type { ReactElement } from 'react';
import type { BuiltImage } from '../../contract/image';
import { useWatch } from '../hooks/use-watch';
import { useLab } from '../lab';
import { nameAndTag, shortDigest, shortName } from '../models/image-words';
import { ActionButton } from '../parts/action-button';
import { Loading } from '../parts/loading';
import { Moment } from '../parts/moment';
import { ProblemView } from '../parts/problem-view';

/** The images of models on the engine, whatever program built them. */
export function ImagesSection(): ReactElement {
  const { actions, images, trans } = useLab();
  useWatch(images);
  const { list, isKnown, trouble } = images;
  return (
    <section className="jp-DeployModel-deployments jp-DeployModel-images" aria-label={trans.__('Images')}>
      {trouble && <ProblemView problem={trouble} onRetry={() => void images.refresh()} />}
      {!isKnown && !trouble && <Loading text={trans.__('Looking for images…')} />}
      {isKnown && !trouble && list.length === 0 && (
        <p className="jp-DeployModel-empty">{trans.__('No image was built yet.')}</p>
      )}
      {list.length > 0 && !trouble && (
        <ul>
          {list.map(image => (
            <ImageItem key={image.id} image={image} />
          ))}
        </ul>
      )}
      <div className="jp-DeployModel-buttons">
        <ActionButton label={trans.__('Build an image')} onClick={() => actions.buildImage({})} />
      </div>
    </section>
  );
}

function ImageItem({ image }: { image: BuiltImage }): ReactElement {
  const { actions, trans, words } = useLab();
  const { id, reference, digest, model, size, createdAt, usedBy } = image;
  const { name, tag } = nameAndTag(reference);
  return (
    <li>
      <button type="button" title={reference} onClick={() => actions.openImage(id)}>
        <span className="jp-DeployModel-imageName">
          <span className="jp-DeployModel-deploymentName">{shortName(name)}</span> {tag}
        </span>
        <span>{words.bytes(size)}</span>
        <span className="jp-DeployModel-hint" title={model}>
          {model}
        </span>
        <span className="jp-DeployModel-hint">
          <span title={digest ?? id}>{shortDigest(digest ?? id)}</span>
          {' · '}
          <Moment time={createdAt} />
          {usedBy.length > 0 && ` · ${trans.__('used by %1', usedBy.join(', '))}`}
        </span>
      </button>
    </li>
  );
}
