import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { ITranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { CommandIDs } from './commands';
import type { Lab } from './lab';
import { Deployments } from './models/deployments';
import { Images } from './models/images';
import type { GetClient } from './models/run-model';
import { Runs } from './models/runs';
import { Settings } from './models/settings';
import { createSend } from './send';
import { Words } from './words';

interface Parts {
  app: JupyterFrontEnd;
  translator: ITranslator;
  notebooks: INotebookTracker | null;
  editors: IEditorServices | null;
}

const DOMAIN = 'jupyterlab_deploy_model';

/** Builds what every view needs out of JupyterLab's own parts. */
export function createLab({ app, translator, notebooks, editors }: Parts): Lab {
  const trans = translator.load(DOMAIN);
  const send = createSend(app.serviceManager.serverSettings);
  // With zod, which is most of what it weighs, it is loaded when the first question is asked.
  const client: GetClient = async () => (await import('../contract/client')).createClient(send);
  const settings = new Settings();
  const deployments = new Deployments(client);
  settings.changed.connect(() => (deployments.interval = settings.refreshInterval));
  const execute = (id: string, args: ReadonlyPartialJSONObject) => void app.commands.execute(id, args);
  return {
    trans,
    words: new Words(trans, translator.languageCode),
    client,
    settings,
    runs: new Runs(client),
    deployments,
    images: new Images(client),
    editors,
    actions: {
      openPanel: start => execute(CommandIDs.openPanel, { ...start }),
      buildImage: start => execute(CommandIDs.buildImage, { ...start }),
      openImage: id => execute(CommandIDs.openImage, { id }),
      openDeployment: ({ name, place }) => execute(CommandIDs.openDeployment, { name, ...place }),
      showModel: (uri, trackingUri) => execute(CommandIDs.showModel, { uri, trackingUri }),
      canInsert: () => notebooks?.currentWidget !== null && notebooks !== null,
      insertRequest: async address =>
        (await import('./notebook/insert-request')).insertRequest(address, client, notebooks)
    }
  };
}
