/** What expressions may name in this run. */
import type { Scope } from '../language/expressions.ts';
import type { Context } from '../model/event.ts';
import type { Facts, History } from '../model/facts.ts';

/** The values of docker/metadata-action's global expressions; conditions are true and false, so that `{{#if}}` works. */
export function scopeOf(context: Context, facts: Pick<Facts, 'now'>, history: History): Scope {
  const { event } = context;
  const branch = event.kind === 'branch' || event.kind === 'schedule' ? event.branch : '';
  // GitHub schedules the default branch only, and says nothing else about it.
  const isDefault = event.kind === 'schedule' || (branch !== '' && branch === context.defaultBranch);
  return {
    values: {
      branch,
      tag: event.kind === 'tag' ? event.tag : '',
      sha: context.shortRevision,
      base_ref: 'base' in event ? event.base : '',
      is_default_branch: isDefault,
      is_not_default_branch: !isDefault,
    },
    now: facts.now,
    commitDate: history.commitDate.kind === 'known' ? history.commitDate.value : facts.now,
  };
}
