/**
 * The runner starts this at the job's end. It is the same bundle, which knows its task by the name it was started with;
 * after a run that left nothing, which is the rule, it is not even read.
 */
const { STATE_builder, STATE_candidate, STATE_gates } = process.env;
if (STATE_builder || STATE_candidate || STATE_gates || process.env['STATE_kept-files']) await import('./index.js');
