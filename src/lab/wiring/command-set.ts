import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Address } from '../../contract/deployment-id';
import { CommandIDs } from '../commands';
import { deployIcon, imageIcon } from '../icons';
import type { Lab, PanelStart } from '../lab';
import type { Documents } from './documents';
import type { Sidebar, SidebarPart } from './sidebar';

interface CommandParts {
  app: JupyterFrontEnd;
  lab: Lab;
  documents: Documents;
  sidebar: Sidebar;
  notebooks: INotebookTracker | null;
  files: IFileBrowserFactory | null;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Adds the commands; commands.ts says what each is for. */
export function addCommands(parts: CommandParts): void {
  const { app, lab, documents, sidebar, notebooks, files } = parts;
  const { trans } = lab;
  const add = (id: string, options: CommandRegistry.ICommandOptions) =>
    app.commands.addCommand(id, { describedBy: () => descriptionOf(id), ...options });
  const show = (part: SidebarPart) => {
    sidebar.expand(part);
    app.shell.activateById(sidebar.id);
  };

  add(CommandIDs.openPanel, {
    label: args => (args.isLauncher ? trans.__('Deploy Model') : trans.__('Deploy a Model')),
    caption: trans.__('Take a model from MLflow to a running endpoint'),
    icon: deployIcon,
    execute: args => documents.openPanel(startOf(args), text(args.panel))
  });
  add(CommandIDs.buildImage, {
    label: args => (args.isLauncher ? trans.__('Build Image') : trans.__('Build an Image of a Model')),
    caption: trans.__('Make an image of a model that Docker or Kubernetes can run'),
    icon: imageIcon,
    execute: args => documents.openBuilder(startOf(args), text(args.panel))
  });
  add(CommandIDs.buildFolder, {
    label: trans.__('Build Image…'),
    caption: trans.__('Build an image of the MLflow model or the Seldon class in this folder'),
    icon: imageIcon,
    execute: ({ path }) => {
      const chosen = text(path) ?? selectedPath(files);
      return documents.openBuilder({ model: chosen === undefined ? undefined : onDisk(app, folderOf(chosen)) });
    }
  });
  add(CommandIDs.showImages, {
    label: trans.__('Show Model Images'),
    caption: trans.__('The images that were built of models'),
    execute: () => show('images')
  });
  add(CommandIDs.openImage, {
    label: trans.__('Open Model Image'),
    isVisible: () => false,
    execute: ({ id }) => documents.openImage(String(id))
  });
  add(CommandIDs.deployNotebook, {
    label: trans.__('Deploy model'),
    caption: trans.__('Deploy the model that this notebook logged last'),
    icon: deployIcon,
    isEnabled: () => notebooks !== null,
    execute: async () => {
      const { startFromNotebook } = await import('../notebook/notebook-start');
      await documents.openPanel(await startFromNotebook(notebooks?.currentWidget ?? null, trans));
    }
  });
  add(CommandIDs.deployFolder, {
    label: trans.__('Deploy…'),
    caption: trans.__('Deploy the MLflow model or the Seldon class in this folder'),
    icon: deployIcon,
    execute: ({ path }) => {
      const chosen = text(path) ?? selectedPath(files);
      return documents.openPanel({ model: chosen === undefined ? undefined : onDisk(app, folderOf(chosen)) });
    }
  });
  add(CommandIDs.showModel, {
    label: trans.__('Show Model'),
    icon: deployIcon,
    isVisible: () => false,
    execute: ({ uri, trackingUri }) => documents.showModel(String(uri), text(trackingUri))
  });
  add(CommandIDs.showModels, {
    label: trans.__('Show Models'),
    caption: trans.__('The models of the tracking server'),
    execute: () => show('models')
  });
  add(CommandIDs.showDeployments, {
    label: trans.__('Show Model Deployments'),
    caption: trans.__('What is deployed, from whatever program'),
    execute: () => show('deployments')
  });
  add(CommandIDs.openDeployment, {
    label: trans.__('Open Model Deployment'),
    isVisible: () => false,
    execute: args => documents.openDeployment(addressIn(args))
  });
  add(CommandIDs.insertRequest, {
    label: trans.__('Insert Request to a Deployed Model'),
    isVisible: () => false,
    execute: args => lab.actions.insertRequest(addressIn(args))
  });
}

/** What a command takes: few programs ever ask, so it is loaded when one does. */
async function descriptionOf(id: string): Promise<CommandRegistry.Description> {
  const { COMMAND_ARGUMENTS } = await import('../command-arguments');
  return { args: COMMAND_ARGUMENTS[id]! };
}

/** The deployment that a command is about. */
function addressIn({ name, context, namespace }: ReadonlyPartialJSONObject): Address {
  return { name: String(name), context: text(context), namespace: text(namespace) };
}

/** What a command's arguments say about a panel; others may have written them. */
function startOf(args: ReadonlyPartialJSONObject): PanelStart {
  const { model, name, trackingUri, run, target, context, namespace, rollout, image, dockerfile } = args;
  return {
    model: text(model),
    name: text(name),
    trackingUri: text(trackingUri),
    run: text(run),
    target: (['process', 'docker', 'kubernetes'] as const).find(each => each === target),
    context: text(context),
    namespace: text(namespace),
    rollout: (['canary', 'shadow', 'ab-test'] as const).find(each => each === rollout),
    image: text(image),
    dockerfile: text(dockerfile)
  };
}

/** The folder that was clicked, or the one of an MLmodel file. */
function selectedPath(files: IFileBrowserFactory | null): string | undefined {
  return files?.tracker.currentWidget?.selectedItems().next().value?.path as string | undefined;
}

function folderOf(path: string): string {
  return path.replace(/(^|\/)MLmodel$/, '');
}

/** A path of the file browser as the service takes it, whose relative paths start at the server's root. */
function onDisk({ serviceManager }: JupyterFrontEnd, path: string): string {
  return `./${serviceManager.contents.localPath(path)}`;
}
