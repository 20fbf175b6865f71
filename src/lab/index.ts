import { ILabShell, ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRunningSessionManagers } from '@jupyterlab/running';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandIDs } from './commands';
import { createLab } from './create-lab';
import { addCommands } from './wiring/command-set';
import { Documents } from './wiring/documents';
import { announceEnds } from './wiring/notices';
import { createRunningManager, watchRunningPanel } from './wiring/running';
import { Sidebar } from './wiring/sidebar';
import { registerStatusItem } from './wiring/status-item';

const PLUGIN_ID = 'jupyterlab-deploy-model:plugin';

/** All tokens are optional, so that one plugin serves JupyterLab, Notebook and other applications. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Takes a model from MLflow to a tested, running endpoint.',
  autoStart: true,
  optional: [
    ITranslator,
    ISettingRegistry,
    ILabShell,
    ILayoutRestorer,
    ICommandPalette,
    ILauncher,
    IRunningSessionManagers,
    IStatusBar,
    INotebookTracker,
    IFileBrowserFactory,
    IEditorServices
  ],
  activate
};

// Nothing here asks the server for anything: the service starts when somebody wants something from it.
function activate(
  app: JupyterFrontEnd,
  translator: ITranslator | null,
  registry: ISettingRegistry | null,
  labShell: ILabShell | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null,
  launcher: ILauncher | null,
  managers: IRunningSessionManagers | null,
  statusBar: IStatusBar | null,
  notebooks: INotebookTracker | null,
  files: IFileBrowserFactory | null,
  editors: IEditorServices | null
): void {
  const lab = createLab({ app, translator: translator ?? nullTranslator, notebooks, editors });
  const documents = new Documents(app, lab, labShell);
  const sidebar = new Sidebar(lab);
  addCommands({ app, lab, documents, sidebar, notebooks, files });
  announceEnds(lab, run => documents.isWatched(run));
  app.shell.add(sidebar, 'left', { rank: 510 });
  void registry?.load(PLUGIN_ID).then(
    settings => lab.settings.use(settings),
    // The file was typed by hand and does not fit the schema: JupyterLab says so in its editor, and defaults serve.
    () => undefined
  );
  if (restorer) {
    restorer.add(sidebar, sidebar.id);
    documents.restore(restorer);
  }
  const category = lab.trans.__('Deploy');
  for (const command of [
    CommandIDs.openPanel,
    CommandIDs.deployNotebook,
    CommandIDs.buildImage,
    CommandIDs.showModels,
    CommandIDs.showDeployments,
    CommandIDs.showImages
  ]) {
    palette?.addItem({ command, category });
  }
  launcher?.add({ command: CommandIDs.openPanel, category, args: { isLauncher: true }, rank: 0 });
  launcher?.add({ command: CommandIDs.buildImage, category, args: { isLauncher: true }, rank: 1 });
  managers?.add(createRunningManager(lab));
  if (labShell) {
    watchRunningPanel(labShell, lab);
  }
  if (statusBar) {
    registerStatusItem(statusBar, lab);
  }
}

export default plugin;
