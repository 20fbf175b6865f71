import { LabIcon } from '@jupyterlab/ui-components';

/** A model on its way up: the mark of this extension. */
export const deployIcon = new LabIcon({
  name: 'jupyterlab-deploy-model:deploy',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M12 2 6 8h4v6h4V8h4zM4 13v7h16v-7h-2v5H6v-5z"/>
</svg>`
});

/** Layers on top of each other: an image. */
export const imageIcon = new LabIcon({
  name: 'jupyterlab-deploy-model:image',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="m12 3 9 5-9 5-9-5zM3 12l2-1.1 7 3.9 7-3.9 2 1.1-9 5zm0 4 2-1.1 7 3.9 7-3.9 2 1.1-9 5z"/>
</svg>`
});
