/** A push that ended between two tags leaves some on an older image, and a rebuild that changes nothing would keep them there. */
import type { Secret } from '../../model/inputs.ts';
import type { Plan } from '../../model/plan.ts';
import type { World } from '../../world/ports.ts';
import { judgeTags } from '../movement.ts';

/** References of the tags that should show the published image and do not. The run has logged in. */
export async function tagsBehind(
  plan: Plan,
  digest: string,
  token: Secret | undefined,
  world: World,
): Promise<readonly string[]> {
  const { publish, rebuild } = plan;
  if (!publish.run || rebuild?.tag === undefined) return [];
  const { tag: compared, dated } = rebuild;
  // A clean-up removes fixed ones, such as that of a commit.
  const tags = publish.tags.filter(
    ({ order, name, reference }) => !dated.includes(reference) && (order.kind !== 'fixed' || name === compared.name),
  );
  const { moves } = await judgeTags({ plan, publish: { ...publish, tags }, digest, token }, world);
  return moves.flatMap(({ tag, before, forced }) => {
    // What is another's was not left behind by a push of this image.
    if (forced === true) return [];
    const shows = before.kind === 'unknown' || (before.kind === 'present' && before.digest === digest);
    return shows ? [] : tag.reference;
  });
}
