import { fireEvent, screen, waitFor } from '@testing-library/react/pure';
import { Problem } from '../../../src/contract/problem';
import { ImagePage } from '../../../src/lab/pages/image-page';
import { ImagesSection } from '../../../src/lab/pages/images-section';
import * as samples from '../samples';
import { Stage } from '../stage';

const [USED, FREE] = samples.images();

const button = (name: string | RegExp) => screen.getByRole('button', { name });

async function openPage(id: string): Promise<Stage> {
  const stage = new Stage();
  stage.show(<ImagePage id={id} />);
  await screen.findByRole('region', { name: 'Layers' });
  return stage;
}

it('lists images with model, size, digest and who uses them', async () => {
  const stage = new Stage();
  stage.show(<ImagesSection />);

  const [first, second] = (await screen.findAllByRole('listitem')).map(item => item.textContent);

  expect(first).toMatch(/churn 1\.2393 MiBmodels:\/churn\/3b{12} · .*used by churn/);
  expect(second).toMatch(/prices 5f0c1d2e3a4b.*c{12}/);
});

it('opens the page of an image', async () => {
  const stage = new Stage();
  stage.show(<ImagesSection />);

  fireEvent.click(await screen.findByRole('button', { name: /^prices/ }));

  expect(stage.asked).toEqual([['openImage', FREE!.id]]);
});

it('says how to build one when there is none', async () => {
  const stage = new Stage();
  stage.service.images = [];
  stage.show(<ImagesSection />);
  await screen.findByText('No image was built yet.');

  fireEvent.click(button('Build an image'));

  expect(stage.asked).toEqual([['buildImage', {}]]);
});

it('says why there is no list, and asks again', async () => {
  const stage = new Stage();
  const problem = Problem.parse({ code: 'docker-unreachable', message: 'No engine.', suggestion: 'Start it.' });
  stage.service.fail('listImages', problem);
  stage.show(<ImagesSection />);
  await screen.findByText('No engine.');

  stage.service.fail('listImages');
  fireEvent.click(button('Retry'));

  expect(await screen.findAllByRole('listitem')).toHaveLength(2);
});

it('deploys from an image: its model, under its name, as a container', async () => {
  const stage = await openPage(FREE!.id);

  fireEvent.click(button('Deploy from here'));

  expect(stage.asked).toEqual([['openPanel', { model: 'models:/prices/7', target: 'docker', image: FREE!.reference }]]);
});

it('asks once more before it removes an image', async () => {
  const { service } = await openPage(FREE!.id);
  fireEvent.click(button('Remove…'));
  expect(service.countOf('removeImage')).toBe(0);

  fireEvent.click(button('Remove the image'));

  expect(await screen.findByText(/it was removed/)).toBeTruthy();
  expect(service.images).toEqual([USED]);
});

it('keeps an image when that is what is wanted', async () => {
  const { service } = await openPage(FREE!.id);
  fireEvent.click(button('Remove…'));

  fireEvent.click(button('Keep it'));

  expect(screen.queryByRole('button', { name: 'Remove the image' })).toBeNull();
  expect(service.countOf('removeImage')).toBe(0);
});

it('does not remove an image that a deployment runs, and says which', async () => {
  await openPage(USED!.id);

  expect(button('Remove…').getAttribute('aria-disabled')).toBe('true');
  expect(screen.getByText('In use by churn: remove that deployment first.')).toBeTruthy();
});

it('shows the engine’s reason when it keeps an image', async () => {
  const { service } = await openPage(FREE!.id);
  service.fail(
    'removeImage',
    Problem.parse({ code: 'image-in-use', message: 'The image is in use.', suggestion: 'Remove the container first.' })
  );
  fireEvent.click(button('Remove…'));

  fireEvent.click(button('Remove the image'));

  expect(await screen.findByText('The image is in use.')).toBeTruthy();
});

it('shows labels as text, whatever is in them', async () => {
  await openPage(FREE!.id);

  expect(screen.getByText(samples.HOSTILE)).toBeTruthy();
  expect(document.querySelector('img, b')).toBeNull();
});

it('says that an image is gone when somebody else has removed it', async () => {
  const stage = new Stage();
  stage.service.images = [];
  stage.show(<ImagePage id={FREE!.id} />);

  await waitFor(() => expect(screen.getByRole('status').textContent).toMatch(/it was removed/));
});
