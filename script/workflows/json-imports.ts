/** Imported before what imports GitHub's parser of workflows, whose schema is imported without saying that it is JSON. */
import { registerHooks } from 'node:module';

registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
