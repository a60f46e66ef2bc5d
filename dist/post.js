/**
 * The runner starts this at the job's end. It is the same bundle, which knows its task by the name it was started with;
 * after a run that left nothing, which is the rule, it is not even read. A run that was killed has left its folder.
 */
import { existsSync } from 'node:fs';

const { STATE_builder, STATE_candidate, STATE_deploy, STATE_deployment, STATE_gates } = process.env;
const folder = process.env['STATE_run-folder'];
if (
  STATE_builder ||
  STATE_candidate ||
  STATE_deploy ||
  STATE_deployment ||
  STATE_gates ||
  (folder && existsSync(folder))
)
  await import('./index.js');
