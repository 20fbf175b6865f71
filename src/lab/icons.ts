import { LabIcon } from '@jupyterlab/ui-components';

/** A model on its way up: the mark of this extension. */
export const deployIcon = new LabIcon({
  name: 'jupyterlab-deploy-model:deploy',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M12 2 6 8h4v6h4V8h4zM4 13v7h16v-7h-2v5H6v-5z"/>
</svg>`
});
