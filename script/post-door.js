/** The runner starts this at the job's end. It is the same bundle, which knows its task by the name it was started with. */
import './index.js';
