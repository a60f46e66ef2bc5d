/** Keeps bake files for a build step of the user's own. */
import type { Plan } from '../model/plan.ts';
import { type BakeFileOutput, bakeFiles } from '../report/bake-files.ts';
import type { World } from '../world/ports.ts';

/** Writes the files, readable until the job's end, and gives their paths by output. */
export async function keepBakeFiles(plan: Plan, world: World): Promise<Readonly<Record<BakeFileOutput, string>>> {
  world.remember('kept-files', 'true');
  const files = Object.entries(bakeFiles(plan)) as [BakeFileOutput, string][];
  const paths = await Promise.all(
    files.map(async ([name, content]) => [name, await world.files.keep(`${name}.json`, content)] as const),
  );
  return Object.fromEntries(paths) as Record<BakeFileOutput, string>;
}
