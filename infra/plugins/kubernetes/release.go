package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/storage/driver"
)

const (
	releaseWaits      = 5 * time.Minute
	revisionsToRetain = 10
)

// releases is Helm's Release of a chart in a folder.
type releases struct{ cluster *cluster }

// served are the inputs that mean something here; the SDK itself adds compat, and check the checksum.
var served = []resource.PropertyKey{
	"atomic", "chart", "checksum", "compat", "name", "namespace", "timeout", "values",
}

func (r *releases) check(inputs resource.PropertyMap) (resource.PropertyMap, []plugin.CheckFailure) {
	var failures []plugin.CheckFailure
	for _, key := range inputs.StableKeys() {
		if !slices.Contains(served, key) {
			failures = append(failures, plugin.CheckFailure{Property: key, Reason: "not served by this stand-in"})
		}
	}
	for _, key := range []resource.PropertyKey{"name", "namespace", "chart"} {
		if !inputs[key].HasValue() {
			failures = append(failures, plugin.CheckFailure{Property: key, Reason: "required by this stand-in"})
		}
	}
	if len(failures) > 0 {
		return inputs, failures
	}
	if inputs.ContainsUnknowns() {
		inputs["checksum"] = resource.MakeComputed(resource.NewStringProperty(""))
		return inputs, nil
	}
	manifest, err := render(plain(inputs))
	if err != nil {
		return inputs, []plugin.CheckFailure{{Property: "chart", Reason: err.Error()}}
	}
	// So that a changed template is a difference as well.
	inputs["checksum"] = resource.NewStringProperty(fmt.Sprintf("%x", sha256.Sum256([]byte(manifest))))
	return inputs, nil
}

func (r *releases) fixed() []string { return []string{"name", "namespace"} }

// render returns what a chart amounts to, its hooks included, without asking any cluster.
func render(inputs map[string]any) (string, error) {
	loaded, err := loader.Load(at(inputs, "chart"))
	if err != nil {
		return "", err
	}
	install := action.NewInstall(&action.Configuration{Log: silent})
	install.DryRun, install.ClientOnly, install.Replace, install.IncludeCRDs = true, true, true, true
	install.ReleaseName, install.Namespace = at(inputs, "name"), at(inputs, "namespace")
	install.KubeVersion = &chartutil.KubeVersion{Version: "v1.33.0", Major: "1", Minor: "33"}
	rendered, err := install.Run(loaded, values(inputs))
	if err != nil {
		return "", err
	}
	manifest := rendered.Manifest
	for _, hook := range rendered.Hooks {
		manifest += "\n---\n" + hook.Manifest
	}
	return manifest, nil
}

func (r *releases) dry(ctx context.Context, w writing) error {
	inputs := plain(w.inputs)
	manifest, err := render(inputs)
	if err != nil {
		return err
	}
	return r.cluster.refused(ctx, at(inputs, "namespace"), manifest, w.isNew)
}

func (r *releases) write(ctx context.Context, w writing) (string, map[string]any, error) {
	inputs := plain(w.inputs)
	name, namespace := at(inputs, "name"), at(inputs, "namespace")
	loaded, err := loader.Load(at(inputs, "chart"))
	if err != nil {
		return "", nil, err
	}
	began := time.Now()
	done, err := r.apply(ctx, loaded, inputs, w.timeout)
	if err != nil {
		// A revision that failed is not in the state; the next run finds it and upgrades it.
		return "", nil, fmt.Errorf("%w%s", err, r.cluster.troubles(namespace, name, began))
	}
	return identity(namespace, name), released(inputs, done), nil
}

func (r *releases) apply(
	ctx context.Context, loaded *chart.Chart, inputs map[string]any, timeout time.Duration,
) (*release.Release, error) {
	name, namespace := at(inputs, "name"), at(inputs, "namespace")
	atomic, _ := inputs["atomic"].(bool)
	if given, ok := inputs["timeout"].(int64); ok && timeout == 0 {
		timeout = seconds(float64(given))
	}
	if timeout == 0 {
		timeout = releaseWaits
	}
	configuration, err := r.configuration(namespace)
	if err != nil {
		return nil, err
	}
	previous, err := configuration.Releases.Last(name)
	if errors.Is(err, driver.ErrReleaseNotFound) {
		install := action.NewInstall(configuration)
		install.ReleaseName, install.Namespace, install.Timeout = name, namespace, timeout
		install.Wait, install.Atomic = true, atomic
		return install.RunWithContext(ctx, loaded, values(inputs))
	}
	if err != nil {
		return nil, err
	}
	// A run that was killed left its revision pending, and Helm would refuse every later one because of it.
	if previous.Info.Status.IsPending() {
		previous.SetStatus(release.StatusFailed, "cut off")
		if err := configuration.Releases.Update(previous); err != nil {
			return nil, err
		}
	}
	upgrade := action.NewUpgrade(configuration)
	upgrade.Namespace, upgrade.Timeout, upgrade.MaxHistory = namespace, timeout, revisionsToRetain
	upgrade.Wait, upgrade.Atomic = true, atomic
	return upgrade.RunWithContext(ctx, name, loaded, values(inputs))
}

func (r *releases) read(_ context.Context, id string, inputs resource.PropertyMap) (
	map[string]any, resource.PropertyMap, error,
) {
	namespace, name := split(id)
	configuration, err := r.configuration(namespace)
	if err != nil {
		return nil, nil, err
	}
	found, err := configuration.Releases.Last(name)
	if errors.Is(err, driver.ErrReleaseNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	drift := string(found.Info.Status)
	if found.Info.Status == release.StatusDeployed {
		if drift, err = drifted(configuration, found.Manifest); err != nil {
			return nil, nil, err
		}
	}
	if drift != "" {
		// Another checksum than that of the program, so that the next update repairs it; and it says what to repair.
		inputs["checksum"] = resource.NewStringProperty("drifted: " + drift)
	}
	return released(plain(inputs), found), inputs, nil
}

func (r *releases) remove(_ context.Context, id string, timeout time.Duration) error {
	namespace, name := split(id)
	configuration, err := r.configuration(namespace)
	if err != nil {
		return err
	}
	uninstall := action.NewUninstall(configuration)
	uninstall.Wait, uninstall.IgnoreNotFound = true, true
	uninstall.DeletionPropagation = "foreground"
	uninstall.Timeout = max(timeout, releaseWaits)
	_, err = uninstall.Run(name)
	return err
}

func (r *releases) configuration(namespace string) (*action.Configuration, error) {
	configuration := new(action.Configuration)
	return configuration, configuration.Init(r.cluster.flags(namespace), namespace, "secret", silent)
}

// released returns the state of a release: its inputs, and what the published plugin says of it as well.
func released(inputs map[string]any, found *release.Release) map[string]any {
	metadata := found.Chart.Metadata
	inputs["status"] = map[string]any{
		"name": found.Name, "namespace": found.Namespace, "status": string(found.Info.Status),
		"revision": found.Version, "chart": metadata.Name, "version": metadata.Version,
		"appVersion": metadata.AppVersion,
	}
	return inputs
}

func values(inputs map[string]any) map[string]any {
	found, _ := inputs["values"].(map[string]any)
	return found
}

func silent(string, ...any) {}
