import { imageOf } from '../../../src/pipeline/images/image-details';
import type { Docker, ImageState } from '../../../src/tools/docker';

const ID = `sha256:${'0123456789ab'.padEnd(64, 'c')}`;

/** An engine with one image of a model, of which nothing but this matters. */
function engine(): Docker {
  const state = { id: ID, references: ['localhost/churn:1'], digests: [], labels: {}, createdAt: '' };
  const inspect = async (name: string) => ([ID, 'localhost/churn:1'].includes(name) ? state : undefined);
  const images = { list: async () => [state as Partial<ImageState>], inspect };
  return { images, containers: { list: async () => [] } } as unknown as Docker;
}

it.each([ID, '0123456789ab', 'sha256:0123456789abcc', 'localhost/churn:1'])('knows an image by %s', async which => {
  expect((await imageOf(engine(), which)).image.id).toBe(ID);
});

it.each(['', 'sha256:', '0', '0123', 'ffffffffffff'])('takes no image for %p', async which => {
  await expect(imageOf(engine(), which)).rejects.toMatchObject({ problem: { code: 'no-such-image' } });
});
