package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/storage/driver"
)

const defaultSeconds = 300

// releases is Helm's Release of a chart in a folder.
type releases struct{ cluster *cluster }

var notServed = []resource.PropertyKey{
	"dependencyUpdate", "devel", "keyring", "postrender", "repositoryOpts", "valueYamlFiles", "verify",
}

func (r *releases) check(_ context.Context, inputs resource.PropertyMap) (
	resource.PropertyMap, []*pulumirpc.CheckFailure,
) {
	var failures []*pulumirpc.CheckFailure
	for _, key := range notServed {
		if inputs[key].HasValue() {
			reason := string(key) + " is not served by this stand-in"
			failures = append(failures, &pulumirpc.CheckFailure{Property: string(key), Reason: reason})
		}
	}
	for _, key := range []resource.PropertyKey{"name", "chart"} {
		if !inputs[key].HasValue() {
			reason := string(key) + " is required: this stand-in chooses no names"
			failures = append(failures, &pulumirpc.CheckFailure{Property: string(key), Reason: reason})
		}
	}
	if len(failures) > 0 {
		return inputs, failures
	}
	inputs = inputs.Copy()
	if !inputs["namespace"].HasValue() {
		inputs["namespace"] = resource.NewStringProperty(r.cluster.namespace)
	}
	if inputs.ContainsUnknowns() {
		inputs["checksum"] = resource.MakeComputed(resource.NewStringProperty(""))
		return inputs, nil
	}
	manifest, err := r.render(inputs)
	if err != nil {
		return inputs, []*pulumirpc.CheckFailure{{Property: "chart", Reason: err.Error()}}
	}
	// So that a changed template is a difference as well.
	inputs["checksum"] = resource.NewStringProperty(fmt.Sprintf("%x", sha256.Sum256([]byte(manifest))))
	return inputs, nil
}

func (r *releases) replaces(old, new resource.PropertyMap) []string {
	var keys []string
	for _, key := range changed(old, new) {
		if key == "name" || key == "namespace" {
			keys = append(keys, key)
		}
	}
	return keys
}

// render returns what a chart amounts to, its hooks included, without asking any cluster.
func (r *releases) render(inputs resource.PropertyMap) (string, error) {
	loaded, err := load(inputs)
	if err != nil {
		return "", err
	}
	install := action.NewInstall(&action.Configuration{Log: silent})
	install.DryRun, install.ClientOnly, install.Replace, install.IncludeCRDs = true, true, true, true
	install.ReleaseName, install.Namespace = text(inputs, "name"), text(inputs, "namespace")
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

func (r *releases) write(ctx context.Context, w writing) (string, resource.PropertyMap, error) {
	name, namespace := text(w.inputs, "name"), text(w.inputs, "namespace")
	id := namespace + "/" + name
	if w.preview {
		r.warnOfRefusals(ctx, w)
		return id, preview(w), nil
	}
	manifest, err := r.render(w.inputs)
	if err != nil {
		return "", nil, err
	}
	if err := r.cluster.refused(ctx, namespace, manifest); err != nil {
		return "", nil, fmt.Errorf("release %s: %w", name, err)
	}
	configuration, err := r.configuration(namespace)
	if err != nil {
		return "", nil, err
	}
	loaded, err := load(w.inputs)
	if err != nil {
		return "", nil, err
	}
	began := time.Now()
	done, err := r.apply(ctx, configuration, loaded, w)
	if err == nil {
		return id, released(w.inputs, done), nil
	}
	if troubles := r.cluster.troubles(namespace, name, began); troubles != "" {
		err = fmt.Errorf("%w; the cluster says: %s", err, troubles)
	}
	// Atomic leaves the revision from before, if there was one: then the state keeps what is really there.
	if left, lookup := configuration.Releases.Last(name); lookup == nil && w.id == "" {
		return "", nil, &partial{id: id, state: released(w.inputs, left), inputs: w.inputs, reason: err}
	}
	return "", nil, err
}

func (r *releases) apply(
	ctx context.Context, configuration *action.Configuration, loaded *chart.Chart, w writing,
) (*release.Release, error) {
	name, namespace := text(w.inputs, "name"), text(w.inputs, "namespace")
	wait, atomic := !isTrue(w.inputs, "skipAwait"), isTrue(w.inputs, "atomic")
	seconds := float64(defaultSeconds)
	if given := bare(w.inputs["timeout"]); given.IsNumber() && given.NumberValue() > 0 {
		seconds = given.NumberValue()
	}
	if w.seconds > 0 {
		seconds = w.seconds
	}
	timeout := time.Duration(seconds * float64(time.Second))
	previous, err := configuration.Releases.Last(name)
	if errors.Is(err, driver.ErrReleaseNotFound) {
		install := action.NewInstall(configuration)
		install.ReleaseName, install.Namespace, install.Timeout = name, namespace, timeout
		install.Wait, install.Atomic = wait, atomic
		install.WaitForJobs, install.CreateNamespace = isTrue(w.inputs, "waitForJobs"), isTrue(w.inputs, "createNamespace")
		return install.RunWithContext(ctx, loaded, values(w.inputs))
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
	upgrade.Namespace, upgrade.Timeout, upgrade.MaxHistory = namespace, timeout, 10
	upgrade.Wait, upgrade.Atomic = wait, atomic
	upgrade.WaitForJobs, upgrade.CleanupOnFail = isTrue(w.inputs, "waitForJobs"), isTrue(w.inputs, "cleanupOnFail")
	return upgrade.RunWithContext(ctx, name, loaded, values(w.inputs))
}

func (r *releases) read(ctx context.Context, id string, inputs, _ resource.PropertyMap) (
	string, resource.PropertyMap, resource.PropertyMap, error,
) {
	namespace, name := split(id)
	configuration, err := r.configuration(namespace)
	if err != nil {
		return "", nil, nil, err
	}
	found, err := configuration.Releases.Last(name)
	if errors.Is(err, driver.ErrReleaseNotFound) {
		return "", nil, nil, nil
	}
	if err != nil {
		return "", nil, nil, err
	}
	inputs = inputs.Copy()
	inputs["name"], inputs["namespace"] = resource.NewStringProperty(name), resource.NewStringProperty(namespace)
	drift := string(found.Info.Status)
	if found.Info.Status == release.StatusDeployed {
		if drift, err = drifted(configuration, found.Manifest); err != nil {
			return "", nil, nil, err
		}
	}
	if drift != "" {
		// Another checksum than that of the program, so that the next update repairs it; and it says what to repair.
		inputs["checksum"] = resource.NewStringProperty("drifted: " + drift)
	}
	return id, inputs, released(inputs, found), nil
}

func (r *releases) remove(_ context.Context, id string, state resource.PropertyMap, seconds float64) error {
	namespace, name := split(id)
	configuration, err := r.configuration(namespace)
	if err != nil {
		return err
	}
	uninstall := action.NewUninstall(configuration)
	uninstall.Wait, uninstall.IgnoreNotFound = !isTrue(state, "skipAwait"), true
	uninstall.DeletionPropagation = "foreground"
	uninstall.Timeout = time.Duration(max(seconds, defaultSeconds) * float64(time.Second))
	_, err = uninstall.Run(name)
	return err
}

func (r *releases) warnOfRefusals(ctx context.Context, w writing) {
	if r.cluster.unknown || w.inputs.ContainsUnknowns() {
		return
	}
	manifest, err := r.render(w.inputs)
	if err == nil {
		err = r.cluster.refused(ctx, text(w.inputs, "namespace"), manifest)
	}
	if err != nil {
		r.cluster.warn(w.urn, err.Error())
	}
}

func (r *releases) configuration(namespace string) (*action.Configuration, error) {
	configuration := new(action.Configuration)
	return configuration, configuration.Init(r.cluster.flags(namespace), namespace, "secret", silent)
}

func load(inputs resource.PropertyMap) (*chart.Chart, error) {
	loaded, err := loader.Load(text(inputs, "chart"))
	if err != nil {
		return nil, err
	}
	return loaded, action.CheckDependencies(loaded, loaded.Metadata.Dependencies)
}

func silent(string, ...any) {}

// preview returns what is known before the work: the name and place, so that what takes them shows no change.
func preview(w writing) resource.PropertyMap {
	state := w.inputs.Copy()
	unknown := resource.MakeComputed(resource.NewStringProperty(""))
	state["status"] = resource.NewObjectProperty(resource.PropertyMap{
		"name": w.inputs["name"], "namespace": w.inputs["namespace"],
		"status": resource.NewStringProperty("deployed"), "revision": unknown, "chart": unknown, "version": unknown,
		"appVersion": unknown,
	})
	return state
}

func released(inputs resource.PropertyMap, found *release.Release) resource.PropertyMap {
	state := inputs.Copy()
	metadata := found.Chart.Metadata
	state["status"] = resource.NewPropertyValue(map[string]any{
		"name": found.Name, "namespace": found.Namespace, "status": string(found.Info.Status),
		"revision": float64(found.Version), "chart": metadata.Name, "version": metadata.Version,
		"appVersion": metadata.AppVersion,
	})
	names := map[string]any{}
	for _, object := range decoded(found.Manifest) {
		version := object.GroupVersionKind()
		key := strings.TrimSuffix(version.Kind+"."+version.Group, ".") + "/" + version.Version
		list, _ := names[key].([]any)
		names[key] = append(list, object.GetName())
	}
	state["resourceNames"] = resource.NewPropertyValue(names)
	return state
}

func values(inputs resource.PropertyMap) map[string]any { return plain(fields(inputs, "values")) }

func text(properties resource.PropertyMap, key resource.PropertyKey) string {
	if value := bare(properties[key]); value.IsString() {
		return value.StringValue()
	}
	return ""
}

func isTrue(properties resource.PropertyMap, key resource.PropertyKey) bool {
	value := bare(properties[key])
	return value.IsBool() && value.BoolValue()
}

// split returns the parts of an id, "namespace/name" or "name".
func split(id string) (namespace, name string) {
	if before, after, found := strings.Cut(id, "/"); found {
		return before, after
	}
	return "", id
}
