//go:build tools

// Package programs names what is built of this module, so that `go mod tidy` keeps it.
package programs

import (
	_ "github.com/docker/cli/cmd/docker"
)
