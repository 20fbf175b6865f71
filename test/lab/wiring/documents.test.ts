import type { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import type { ReadonlyJSONValue } from '@lumino/coreutils';
import { Widget } from '@lumino/widgets';
import { CommandIDs } from '../../../src/lab/commands';
import { Documents } from '../../../src/lab/wiring/documents';
import { Stage } from '../stage';

interface Restored {
  command: string;
  args: (page: Widget) => ReadonlyJSONValue;
  name: (page: Widget) => string;
}

const opened: Widget[] = [];
afterEach(() => opened.splice(0).forEach(page => page.dispose()));

/** An application whose layout keeps what is opened, and remembers how each page is opened again. */
function application() {
  const shown: Widget[] = [];
  const kept: { tracker: WidgetTracker; options: Restored }[] = [];
  const app = {
    shell: { add: (page: Widget) => (opened.push(page), shown.push(page)), activateById: () => undefined }
  } as unknown as JupyterFrontEnd;
  const restorer = {
    restore: async (tracker: WidgetTracker, options: Restored) => void kept.push({ tracker, options })
  } as unknown as ILayoutRestorer;
  const documents = new Documents(app, new Stage().lab, null);
  documents.restore(restorer);
  return { shown, kept, documents };
}

const FRAUD = { name: 'churn', context: 'prod/eu@corp', namespace: 'fraud' };

it('opens one page for each deployment of a name, and the same page for the same one', async () => {
  const { documents, shown } = application();
  await documents.openDeployment(FRAUD);
  await documents.openDeployment({ ...FRAUD, namespace: 'pricing' });
  await documents.openDeployment({ ...FRAUD });
  expect(shown.map(({ title }) => title.label)).toEqual(['churn (fraud)', 'churn (pricing)']);
});

it.each([FRAUD, { name: 'here' }])('opens the same page again after a reload: %o', async address => {
  const { documents, shown, kept } = application();
  await documents.openDeployment(address);
  const { options } = kept.find(each => each.options.command === CommandIDs.openDeployment)!;
  expect(options.args(shown[0]!)).toEqual(address);
  expect(options.name(shown[0]!)).toBe(shown[0]!.id);
});
