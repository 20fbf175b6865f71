import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PanelStart } from '../lab';
import { askKernel, type KernelModel, type KernelSilence, kernelSoon } from './kernel-question';

/** What the panel opens with, from the notebook that was looked at; says where it comes from, or why it knows nothing. */
export async function startFromNotebook(notebook: NotebookPanel | null, trans: TranslationBundle): Promise<PanelStart> {
  const found = await askKernel(await kernelSoon(notebook?.sessionContext));
  return typeof found === 'string' ? { remark: silenceWords(trans)[found] } : startOf(found, trans);
}

function startOf({ trackingUri, model, run }: KernelModel, trans: TranslationBundle): PanelStart {
  if (model) {
    return { model, trackingUri, remark: trans.__('The last model that this notebook logged.') };
  }
  return run
    ? { model: run, trackingUri, remark: trans.__('The last run of this notebook.') }
    : { trackingUri, remark: trans.__('This notebook has logged no model yet; choose one.') };
}

function silenceWords(trans: TranslationBundle): Record<KernelSilence, string> {
  return {
    'no-kernel': trans.__('This notebook has no kernel to ask what it logged; choose a model.'),
    'not-python': trans.__('Only a Python kernel can be asked what it logged; choose a model.'),
    busy: trans.__('The kernel is busy and cannot be asked what it logged; choose a model.'),
    'no-answer': trans.__('The kernel did not say what it logged; choose a model.')
  };
}
