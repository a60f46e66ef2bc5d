/** The last lines of a run by hand: how its jobs ended, and what is in registries and on hosts now. */
import type { WorkflowJob } from './run.ts';

export interface Found {
  readonly jobs: readonly Pick<WorkflowJob, 'id' | 'matrix' | 'result'>[];
  /** By name of the image. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
  /** What runs on each host, by its name. */
  readonly hosts: Readonly<Record<string, readonly string[]>>;
}

export function summaryLines({ jobs, tags, hosts }: Found): readonly string[] {
  const names = jobs.map(({ id, matrix }) => (matrix === undefined ? id : `${id} ${JSON.stringify(matrix)}`));
  const width = Math.max(0, ...names.map((name) => name.length));
  return [
    '== summary',
    ...jobs.map(({ result }, index) => `${(names[index] ?? '').padEnd(width)}  ${result}`),
    ...(Object.keys(tags).length === 0 ? ['no registry shows a tag'] : []),
    ...Object.entries(tags).map(([image, own]) => `${image}: ${own.join(', ')}`),
    ...Object.entries(hosts).map(([host, running]) => `${host}: ${running.join(', ') || 'nothing runs'}`),
  ];
}
