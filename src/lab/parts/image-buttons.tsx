import { Clipboard } from '@jupyterlab/apputils';
import { type ReactElement, useState } from 'react';
import type { BuiltImage } from '../../contract/image';
import { useAttempt } from '../hooks/use-attempt';
import { useLab } from '../lab';
import { ActionButton } from './action-button';
import { ProblemView } from './problem-view';

/** Deploy it, copy its name, and remove it: the last asks once more. */
export function ImageButtons({ image, onRemoved }: { image: BuiltImage; onRemoved: () => void }): ReactElement {
  const { actions, trans } = useLab();
  const { reference, model, usedBy } = image;
  const [isRemoving, setRemoving] = useState(false);
  return (
    <>
      <div className="jp-DeployModel-buttons">
        <ActionButton
          kind="accept"
          label={trans.__('Deploy from here')}
          refusal={model === '' ? trans.__('The image does not say which model it holds.') : undefined}
          onClick={() => actions.openPanel({ model, target: 'docker', image: reference })}
        />
        <ActionButton label={trans.__('Copy its name')} onClick={() => Clipboard.copyToSystem(reference)} />
        <ActionButton
          label={trans.__('Remove…')}
          isPressed={isRemoving}
          refusal={
            usedBy.length > 0 ? trans.__('In use by %1: remove that deployment first.', usedBy.join(', ')) : undefined
          }
          onClick={() => setRemoving(!isRemoving)}
        />
      </div>
      {isRemoving && <Removal image={image} onKeep={() => setRemoving(false)} onRemoved={onRemoved} />}
    </>
  );
}

interface RemovalProperties {
  image: BuiltImage;
  onKeep: () => void;
  onRemoved: () => void;
}

function Removal({ image: { id, reference }, onKeep, onRemoved }: RemovalProperties): ReactElement {
  const { images, trans } = useLab();
  const { isBusy, trouble, attempt } = useAttempt();
  const remove = () =>
    void attempt(async () => {
      await images.remove(id);
      onRemoved();
    });
  return (
    <div className="jp-DeployModel-remove" role="group" aria-label={trans.__('Remove %1', reference)}>
      <p>
        {trans.__(
          'Remove %1 with all its names from the engine? Packages that other images share stay; a registry keeps what was pushed.',
          reference
        )}
      </p>
      <div className="jp-DeployModel-buttons">
        <ActionButton
          kind="danger"
          label={isBusy ? trans.__('Removing…') : trans.__('Remove the image')}
          isBusy={isBusy}
          onClick={remove}
        />
        <ActionButton label={trans.__('Keep it')} onClick={onKeep} />
      </div>
      {trouble && <ProblemView problem={trouble} />}
    </div>
  );
}
