import type { ReadonlyJSONObject } from '@lumino/coreutils';

/**
 * The commands of this extension, for other extensions, keyboard shortcuts and menus. `COMMAND_ARGUMENTS` says what
 * each takes; docs/users/jupyterlab.md describes them.
 */
export namespace CommandIDs {
  /** Opens the panel that takes a model to an endpoint; with `run`, that run. */
  export const openPanel = 'deploy-model:open-panel';
  /** Opens the panel with the last model that the active notebook's kernel logged. */
  export const deployNotebook = 'deploy-model:deploy-notebook';
  /** Opens the panel with the folder that is selected in the file browser. */
  export const deployFolder = 'deploy-model:deploy-folder';
  /** Opens the details of a model. */
  export const showModel = 'deploy-model:show-model';
  /** Shows the list of models in the sidebar. */
  export const showModels = 'deploy-model:show-models';
  /** Shows the list of deployments in the sidebar. */
  export const showDeployments = 'deploy-model:show-deployments';
  /** Opens the page of a deployment. */
  export const openDeployment = 'deploy-model:open-deployment';
  /** Opens the panel that builds an image; with `run`, that run. */
  export const buildImage = 'deploy-model:build-image';
  /** Opens that panel with the folder that is selected in the file browser. */
  export const buildFolder = 'deploy-model:build-folder';
  /** Shows the list of images in the sidebar. */
  export const showImages = 'deploy-model:show-images';
  /** Opens the page of an image. */
  export const openImage = 'deploy-model:open-image';
  /** Puts a cell that asks a deployment into the active notebook. */
  export const insertRequest = 'deploy-model:insert-request';
}

const text = (description: string): ReadonlyJSONObject => ({ type: 'string', description });

/** The JSON schema of a command whose arguments are these properties; `required` names those that must be there. */
function schema(properties: ReadonlyJSONObject, required: string[] = []): ReadonlyJSONObject {
  return { type: 'object', properties, required };
}

const NOTHING = schema({});
const PLACE = { context: text('Context of its cluster'), namespace: text('Namespace in its cluster') };
const DEPLOYMENT = schema({ name: text('Name of the deployment'), ...PLACE }, ['name']);

/** What each command takes, as JSON schemas: JupyterLab shows them to programs that drive it. */
export const COMMAND_ARGUMENTS: Readonly<Record<string, ReadonlyJSONObject>> = {
  [CommandIDs.openPanel]: schema({
    model: text('What to deploy: runs:/…, models:/…, or the path of a folder'),
    name: text('Name of the deployment'),
    trackingUri: text('Tracking server of the model'),
    target: text('Where it is to run: process, docker or kubernetes'),
    ...PLACE,
    rollout: text('How it takes over from the version that runs on a cluster: canary, shadow or ab-test'),
    image: text('Name of the image that is built for it'),
    run: text('Id of a run of the pipeline to show instead of a new one'),
    panel: text('Id of the panel, so that it comes back after a reload')
  }),
  [CommandIDs.deployNotebook]: NOTHING,
  [CommandIDs.deployFolder]: schema({ path: text('Path of the folder, relative to the server’s root') }),
  [CommandIDs.buildImage]: schema({
    model: text('What to build: runs:/…, models:/…, the path of a folder, or a git repository'),
    image: text('Name of the image, such as registry:5000/team/churn:1.2'),
    trackingUri: text('Tracking server of the model'),
    dockerfile: text('Folder for a Dockerfile and what it needs, instead of an image'),
    run: text('Id of a run of the pipeline to show instead of a new one'),
    panel: text('Id of the panel, so that it comes back after a reload')
  }),
  [CommandIDs.buildFolder]: schema({ path: text('Path of the folder, relative to the server’s root') }),
  [CommandIDs.showImages]: NOTHING,
  [CommandIDs.openImage]: schema({ id: text('Id of the image, sha256:…') }, ['id']),
  [CommandIDs.showModel]: schema({ uri: text('The model'), trackingUri: text('Its tracking server') }, ['uri']),
  [CommandIDs.showModels]: NOTHING,
  [CommandIDs.showDeployments]: NOTHING,
  [CommandIDs.openDeployment]: DEPLOYMENT,
  [CommandIDs.insertRequest]: DEPLOYMENT
};
