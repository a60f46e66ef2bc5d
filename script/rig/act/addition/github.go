// Package runner: what act lacks of GitHub's rules. It is compiled into act's own package, see ../patches.ts.
package runner

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/nektos/act/pkg/common"
	"github.com/nektos/act/pkg/exprparser"
	"github.com/nektos/act/pkg/model"
	log "github.com/sirupsen/logrus"
	"gopkg.in/yaml.v3"
)

var (
	outputLock sync.Mutex
	declared   = map[*model.Job]map[string]string{}
)

// declareOutputs puts the expressions of outputs aside: a job that did not run has no outputs, not unread expressions.
func declareOutputs(plan *model.Plan) {
	outputLock.Lock()
	defer outputLock.Unlock()
	for _, stage := range plan.Stages {
		for _, run := range stage.Runs {
			if job := run.Job(); declared[job] == nil {
				declared[job] = job.Outputs
				job.Outputs = map[string]string{}
			}
		}
	}
}

// publishOutputs sets what a job of a matrix says without losing what the others said; the runner drops what is empty
// and what has a secret in it (JobExtension.cs, FinalizeJob).
func (rc *RunContext) publishOutputs(ctx context.Context) {
	outputLock.Lock()
	defer outputLock.Unlock()
	job := rc.Run.Job()
	ee := rc.NewExpressionEvaluator(ctx)
	// Others may be reading the map that is there.
	outputs := maps.Clone(job.Outputs)
	for name, expression := range declared[job] {
		value := ee.Interpolate(ctx, expression)
		if value == "" {
			continue
		}
		if rc.isSecret(value) {
			common.Logger(ctx).Warnf("Skip output '%s' since it may contain secret.", name)
			continue
		}
		outputs[name] = value
	}
	job.Outputs = outputs
}

func (rc *RunContext) isSecret(value string) bool {
	for _, secret := range rc.Config.Secrets {
		for _, line := range strings.Split(secret, "\n") {
			if line = strings.TrimSpace(line); line != "" && strings.Contains(value, line) {
				return true
			}
		}
	}
	for _, mask := range rc.Masks {
		if mask != "" && strings.Contains(value, mask) {
			return true
		}
	}
	return false
}

// resultOfCall is the worst that a job of the called workflow gave, not the last.
func (rc *RunContext) resultOfCall(result string) {
	before := rc.Run.Job().Result
	if before == "failure" || (before == "success" && result == "skipped") {
		return
	}
	rc.result(result)
}

func (rc *RunContext) skip(ctx context.Context) {
	rc.result("skipped")
	if rc.caller != nil {
		rc.caller.runContext.resultOfCall("skipped")
	}
	common.Logger(ctx).WithField("jobResult", "skipped").Infof("Skipping job '%s'", rc.jobPath())
}

// ended keeps the error of one job from ending the run: others may be there for just that case.
func (rc *RunContext) ended(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	common.Logger(ctx).WithField("jobResult", "failure").Errorf("%v", err)
	rc.result("failure")
	if rc.caller != nil {
		rc.caller.runContext.resultOfCall("failure")
	}
	return nil
}

// jobPath names a job of a called workflow by the jobs that called it.
func (rc *RunContext) jobPath() string {
	if rc.caller == nil {
		return rc.Run.JobID
	}
	return rc.caller.runContext.jobPath() + "/" + rc.Run.JobID
}

func ownResult(success bool) string {
	if success {
		return "success"
	}
	return "failure"
}

// skips asks for the condition before the matrix, which often comes from the very job that was skipped.
func (runner *runnerImpl) skips(ctx context.Context, run *model.Run) bool {
	rc := runner.newRunContext(ctx, run, nil)
	enabled, err := EvalBool(ctx, rc.ExprEval, run.Job().If.Value, exprparser.DefaultStatusCheckSuccess)
	if err != nil || enabled {
		return false
	}
	rc.skip(WithJobLogger(ctx, rc.jobPath(), rc.Name, rc.Config, &rc.Masks, nil))
	return true
}

// lacksMatrix fails a job whose matrix cannot be read or has nothing in it.
func (runner *runnerImpl) lacksMatrix(ctx context.Context, run *model.Run, err error) bool {
	if err == nil && run.Job().Strategy != nil {
		err = emptyVector(run.Job().Matrix())
	}
	if err == nil {
		return false
	}
	rc := runner.newRunContext(ctx, run, nil)
	_ = rc.ended(WithJobLogger(ctx, rc.jobPath(), rc.Name, rc.Config, &rc.Masks, nil), err)
	return true
}

func emptyVector(matrix map[string][]interface{}) error {
	for name, values := range matrix {
		if len(values) == 0 && name != "include" && name != "exclude" {
			return fmt.Errorf("Matrix vector '%s' does not contain any values", name)
		}
	}
	return nil
}

// withEnvironmentSecrets adds those of the job's environment, which are given as environment/NAME/SECRET, and win over
// what a caller passes on ("Reuse workflows"). A called workflow gets none that its caller does not name, even if what the
// caller has under the name is empty (actions/runner issue 1490).
func (rc *RunContext) withEnvironmentSecrets(ctx context.Context, passed map[string]string) map[string]string {
	const all = "ENVIRONMENT/"
	own := all + strings.ToUpper(rc.environmentName(ctx)) + "/"
	secrets := map[string]string{}
	for name, value := range passed {
		if !strings.HasPrefix(name, all) {
			secrets[name] = value
		}
	}
	for name, value := range rc.Config.Secrets {
		if secret, found := strings.CutPrefix(name, own); found && (rc.caller == nil || names(passed, secret)) {
			maps.DeleteFunc(secrets, func(other, _ string) bool { return strings.EqualFold(other, secret) })
			secrets[secret] = value
		}
	}
	return secrets
}

func names(secrets map[string]string, secret string) bool {
	for name := range secrets {
		if strings.EqualFold(name, secret) {
			return true
		}
	}
	return false
}

func (rc *RunContext) environmentName(ctx context.Context) string {
	if rc.Run == nil || rc.ExprEval == nil {
		return ""
	}
	node := rc.Run.Job().RawEnvironment
	name := node.Value
	if node.Kind == yaml.MappingNode {
		var named struct{ Name string }
		if err := node.Decode(&named); err != nil {
			return ""
		}
		name = named.Name
	}
	return rc.ExprEval.Interpolate(ctx, name)
}

// report says at the end what `needs` would show of each job.
func (runner *runnerImpl) report(plan *model.Plan) common.Executor {
	return func(_ context.Context) error {
		prefix := ""
		if runner.caller != nil {
			prefix = runner.caller.runContext.jobPath() + "/"
		}
		for _, stage := range plan.Stages {
			for _, run := range stage.Runs {
				job := run.Job()
				facts := log.Fields{"endedJob": prefix + run.JobID, "jobResult": job.Result, "jobOutputs": job.Outputs}
				log.WithFields(facts).Info("Job ended")
			}
		}
		return nil
	}
}
