import { fireEvent, screen, within } from '@testing-library/react/pure';
import { DeploymentPage } from '../../../src/lab/pages/deployment-page';
import { alone } from '../cluster-samples';
import { Stage } from '../stage';

it.each([
  ['remove', 'Remove…', /^Type churn/],
  ['scale', 'Scale…', 'Copies of churn']
])('opens the form to %s it below the whole row of buttons, with the keyboard in it', async (_, button, label) => {
  const stage = new Stage();
  stage.service.deployments = [alone()];
  stage.show(<DeploymentPage id={{ name: 'churn' }} />);

  fireEvent.click(await screen.findByRole('button', { name: button }));

  const field = screen.getByLabelText(label);
  const row = screen.getByRole('button', { name: button }).parentElement!;
  expect(within(row).getByRole('button', { name: 'Insert request into the notebook' })).toBeTruthy();
  expect(row.contains(field)).toBe(false);
  expect(document.activeElement).toBe(field);
});
