/** Lets jest read TypeScript: types become blanks, so line and column in a stack stay true. */
import { stripTypeScriptTypes } from 'node:module';

export default { process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }) };
