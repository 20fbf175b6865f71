import { UnsavedTexts } from '../../../src/lab/models/unsaved-texts';
import { WrappedFolderModel } from '../../../src/lab/models/wrapped-folder-model';
import * as samples from '../samples';
import { Stage } from '../stage';

beforeEach(() => sessionStorage.clear());

it('keeps what was typed over a reload', () => {
  new UnsavedTexts('run-1').keep('Model.py', 'class Model: ...');

  expect(new UnsavedTexts('run-1').of('Model.py')).toBe('class Model: ...');
  expect(new UnsavedTexts('run-2').paths).toEqual([]);
});

it('leaves nothing behind once all is saved', () => {
  const texts = new UnsavedTexts('run-1');
  texts.keep('Model.py', 'x');

  texts.forget('Model.py');

  expect(sessionStorage.length).toBe(0);
});

it.each(['{', '5', '[["Model.py"], 7, ["a", 2]]'])('takes %s, which is no list of texts, for nothing', stored => {
  sessionStorage.setItem('jupyterlab-deploy-model:unsaved:run-1', stored);

  expect(new UnsavedTexts('run-1').paths).toEqual([]);
});

it('goes on when the tab may store nothing', () => {
  const full = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  const texts = new UnsavedTexts('run-1', { getItem: () => null, setItem: full, removeItem: full });

  texts.keep('Model.py', 'x');

  expect(texts.of('Model.py')).toBe('x');
});

it('shows and saves after a reload what was typed before', async () => {
  const { lab, service } = new Stage();
  service.put({ ...samples.run('r'), state: 'finished' });
  const before = new WrappedFolderModel('r', lab.client);
  await before.load();
  before.edit('Model.py', 'class Mine: ...');
  const saved: unknown[] = [];
  service.answer('saveWrappedFile', input => {
    saved.push(input.text);
    return samples.folder(samples.run('r'));
  });

  const after = new WrappedFolderModel('r', lab.client);
  await after.load();
  expect(after.textOf('Model.py')).toBe('class Mine: ...');
  await after.save();

  expect(saved).toEqual(['class Mine: ...']);
  expect(new WrappedFolderModel('r', lab.client).hasUnsaved).toBe(false);
});
