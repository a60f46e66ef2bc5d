/** What is changed of act before it is built, since its way is not GitHub's and no option of it helps. */
import { join } from 'node:path';
import type { Patch } from '../go-patches.ts';

/** Go code that the patches call; it becomes a file of act's package `runner`. */
export const addition = {
  from: join(import.meta.dirname, 'addition', 'github.go'),
  file: 'pkg/runner/github.go',
} as const;

const runContext = 'pkg/runner/run_context.go';
const executor = 'pkg/runner/job_executor.go';
const runner = 'pkg/runner/runner.go';

export const patches: readonly Patch[] = [
  // The first job of a matrix to end set every output, those that it does not have to nothing. GitHub adds them up.
  {
    file: runner,
    find: '	stagePipeline := make([]common.Executor, 0)\n',
    put: '	declareOutputs(plan)\n	stagePipeline := make([]common.Executor, 0)\n',
  },
  {
    file: runContext,
    find: `		ee := rc.NewExpressionEvaluator(ctx)
		for k, v := range rc.Run.Job().Outputs {
			interpolated := ee.Interpolate(ctx, v)
			if v != interpolated {
				rc.Run.Job().Outputs[k] = interpolated
			}
		}
		return nil
`,
    put: '		rc.publishOutputs(ctx)\n		return nil\n',
  },
  // Outputs of a called workflow were read twice, so that a value with an expression in it was executed.
  {
    file: executor,
    find: '	if rc.caller != nil {\n		// map outputs',
    put: '	if rc.caller != nil {\n		outputLock.Lock()\n		defer outputLock.Unlock()\n		// map outputs',
  },
  {
    file: executor,
    find: '			callerOutputs[k] = ee.Interpolate(ctx, ee.Interpolate(ctx, v.Value))\n',
    put: `			if value := ee.Interpolate(ctx, v.Value); value != "" {
				callerOutputs[k] = value
			}
`,
  },
  // The last job of a called workflow decided about the call, a good one after a failed one too.
  {
    file: executor,
    find: 'rc.caller.runContext.result(jobResult)',
    put: 'rc.caller.runContext.resultOfCall(jobResult)',
  },
  // A job of a matrix was told to have failed when another one had.
  {
    file: executor,
    find: 'logger.WithField("jobResult", jobResult)',
    put: 'logger.WithField("jobResult", ownResult(success))',
  },
  // After a call that failed nothing ran any more, whatever its `if` says.
  {
    file: runContext,
    find: '		if err != nil {\n			return err\n		}\n		if res {\n			return executor(ctx)\n		}\n',
    put: '		if err != nil {\n			return rc.ended(ctx, err)\n		}\n		if res {\n			return rc.ended(ctx, executor(ctx))\n		}\n',
  },
  // Skipped jobs were told in debug logs alone.
  {
    file: runContext,
    find: `		rc.result("skipped")
		l.WithField("jobResult", "skipped").Debugf("Skipping job '%s' due to '%s'", job.Name, job.If.Value)
`,
    put: '		rc.skip(ctx)\n',
  },
  // The matrix was read before the condition, and a matrix that cannot be read left the job without any result.
  {
    file: runner,
    find: '					log.Debugf("Job.Strategy.FailFast: %v", job.Strategy.FailFast)\n',
    put: '					if runner.skips(ctx, run) {\n						continue\n					}\n',
  },
  {
    file: runner,
    find: '						log.Errorf("Error while evaluating matrix: %v", err)\n',
    put: '						runner.lacksMatrix(ctx, run, err)\n						continue\n',
  },
  {
    file: runner,
    find: `				if m, err := job.GetMatrixes(); err != nil {
					log.Errorf("Error while get job's matrix: %v", err)
				} else {
`,
    put: `				if m, err := job.GetMatrixes(); runner.lacksMatrix(ctx, run, err) {
					continue
				} else {
`,
  },
  // Jobs of the same name in two workflows could not be told apart in the log.
  { file: runner, find: 'WithJobLogger(ctx, rc.Run.JobID, ', put: 'WithJobLogger(ctx, rc.jobPath(), ' },
  // What `needs` shows stands in no log.
  {
    file: runner,
    find: '.Then(handleFailure(plan))',
    put: '.Then(runner.report(plan)).Then(handleFailure(plan))',
  },
  // A label that comes from an expression is known only when the job starts: `-P *=…` is for all of them.
  {
    file: runContext,
    find: '		image := rc.Config.Platforms[strings.ToLower(platformName)]\n',
    put: `		if image := rc.Config.Platforms["*"]; image != "" {
			return image
		}
		image := rc.Config.Platforms[strings.ToLower(platformName)]
`,
  },
  // A branch that is named like an expression was executed: these values are facts, whatever is in them.
  {
    file: 'pkg/runner/step.go',
    find: '	common.Logger(ctx).Debugf("setupEnv => %v", *step.getEnv())\n',
    put: '	rc.withGithubEnv(ctx, step.getGithubContext(ctx), *step.getEnv())\n',
  },
  // Environments had no secrets of their own.
  {
    file: 'pkg/model/workflow.go',
    find: '	Result         string\n',
    put: '	RawEnvironment yaml.Node                 `yaml:"environment"`\n	Result         string\n',
  },
  {
    file: 'pkg/runner/expression.go',
    find: 'func getWorkflowSecrets(ctx context.Context, rc *RunContext) map[string]string {\n',
    put: `func getWorkflowSecrets(ctx context.Context, rc *RunContext) map[string]string {
	return rc.withEnvironmentSecrets(ctx, passedSecrets(ctx, rc))
}

func passedSecrets(ctx context.Context, rc *RunContext) map[string]string {
`,
  },
  // GitHub's runner gives no terminal, so programs must not find one.
  { file: 'pkg/container/host_environment.go', find: 'if true /* allocate', put: 'if false /* allocate' },
  // Newer than act.
  {
    file: 'pkg/schema/workflow_schema.json',
    find: '            "description": "The environment URL, which maps to `environment_url` in the deployments API."\n          }\n',
    put: '            "description": "The environment URL, which maps to `environment_url` in the deployments API."\n          },\n          "deployment": { "type": "boolean" }\n',
  },
  {
    file: 'pkg/schema/workflow_schema.json',
    find: '          "cancel-in-progress": {\n',
    put: '          "queue": { "type": "non-empty-string" },\n          "cancel-in-progress": {\n',
  },
];
