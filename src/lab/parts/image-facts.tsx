import type { ReactElement } from 'react';
import { useLab } from '../lab';
import { CopyButton } from './copy-button';
import { Facts } from './facts';
import { Moment } from './moment';

interface ImageFactsProperties {
  /** Sizes in bytes. What is not known is left out. */
  image: {
    reference: string;
    id: string;
    digest?: string;
    size: number;
    ownSize?: number;
    platform?: string;
    model?: string;
    builder?: string;
    base?: string;
    createdAt?: string;
    usedBy?: readonly string[];
  };
}

/** What an image is called, what it weighs, and what it was made of. */
export function ImageFacts({ image }: ImageFactsProperties): ReactElement {
  const { trans, words } = useLab();
  const { reference, id, digest, size, ownSize, platform, model, builder, base, createdAt, usedBy } = image;
  const code = (text: string | undefined) => text && <code>{text}</code>;
  return (
    <Facts
      facts={[
        [trans.__('Name'), <Copied key="name" text={reference} label={trans.__('Copy the name')} />],
        [
          trans.__('Digest'),
          digest ? (
            <Copied key="digest" text={digest} label={trans.__('Copy the digest')} />
          ) : (
            trans.__('none: it was not pushed yet')
          )
        ],
        [trans.__('Id'), code(id)],
        [
          trans.__('Size'),
          // Not known of an image that is in a registry only.
          size === 0
            ? undefined
            : ownSize === undefined
              ? words.bytes(size)
              : trans.__('%1, of which %2 are the model’s own', words.bytes(size), words.bytes(ownSize))
        ],
        [trans.__('Model'), code(model)],
        [trans.__('Platform'), platform],
        [trans.__('Builder'), builder],
        [trans.__('Stands on'), code(base)],
        [trans.__('Built'), createdAt && <Moment time={createdAt} />],
        [trans.__('In use by'), usedBy && (usedBy.join(', ') || trans.__('nothing'))]
      ]}
    />
  );
}

function Copied({ text, label }: { text: string; label: string }): ReactElement {
  return (
    <span className="jp-DeployModel-address">
      <code>{text}</code>
      <CopyButton label={label} text={() => text} />
    </span>
  );
}
