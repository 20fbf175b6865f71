/**
 * The commands of this extension, for other extensions, keyboard shortcuts and menus. command-arguments.ts says
 * what each takes; docs/users/jupyterlab.md describes them.
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
