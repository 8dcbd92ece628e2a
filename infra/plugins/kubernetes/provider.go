package main

import (
	"context"
	"fmt"
	"os"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// kind is one resource type; properties come and go with their marks for unknown and secret values.
type kind interface {
	// check completes a program's inputs and says what is wrong with them.
	check(inputs resource.PropertyMap) (resource.PropertyMap, []plugin.CheckFailure)
	// replaces returns which of the changed keys cannot change in place.
	replaces(old, new resource.PropertyMap) []resource.PropertyKey
	// write creates or updates; a preview changes nothing and returns what is known.
	write(ctx context.Context, w writing) (id string, state resource.PropertyMap, err error)
	// read returns the live state and the inputs that it amounts to; an empty id says that it is gone.
	read(ctx context.Context, id string, inputs resource.PropertyMap) (
		string, resource.PropertyMap, resource.PropertyMap, error)
	remove(ctx context.Context, id string, seconds float64) error
}

type writing struct {
	id      string // empty for a new resource
	urn     resource.URN
	inputs  resource.PropertyMap
	preview bool
	seconds float64
}

type provider struct {
	plugin.UnimplementedProvider
	engine  pulumirpc.EngineClient
	cluster *cluster
	kinds   map[tokens.Type]kind
	stopped context.Context
	stop    context.CancelFunc
}

func (p *provider) GetPluginInfo(context.Context) (plugin.PluginInfo, error) {
	own, err := semver.Parse(version)
	return plugin.PluginInfo{Version: &own}, err
}

func (p *provider) CheckConfig(_ context.Context, r plugin.CheckConfigRequest) (plugin.CheckConfigResponse, error) {
	return plugin.CheckConfigResponse{Properties: r.News}, nil
}

// DiffConfig never replaces the provider: another address of the same cluster must not replace what is on it.
func (p *provider) DiffConfig(_ context.Context, r plugin.DiffConfigRequest) (plugin.DiffConfigResponse, error) {
	return difference(r.OldInputs, r.NewInputs), nil
}

func (p *provider) Configure(_ context.Context, r plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	found, err := newCluster(r.Inputs, p.warn)
	p.cluster = found
	p.kinds = map[tokens.Type]kind{"kubernetes:helm.sh/v3:Release": &releases{found}}
	for name, plural := range map[string]string{"Namespace": "namespaces", "Secret": "secrets", "ConfigMap": "configmaps"} {
		p.kinds[tokens.Type("kubernetes:core/v1:"+name)] = &objects{cluster: found, kind: name, plural: plural}
	}
	return plugin.ConfigureResponse{}, err
}

func (p *provider) kindOf(urn resource.URN) (kind, error) {
	if found, ok := p.kinds[urn.Type()]; ok {
		return found, nil
	}
	return nil, fmt.Errorf("%s is not served by this stand-in; install the published plugin for it", urn.Type())
}

func (p *provider) Check(_ context.Context, r plugin.CheckRequest) (plugin.CheckResponse, error) {
	found, err := p.kindOf(r.URN)
	if err != nil {
		return plugin.CheckResponse{}, err
	}
	inputs, failures := found.check(r.News)
	return plugin.CheckResponse{Properties: inputs, Failures: failures}, nil
}

func (p *provider) Diff(_ context.Context, r plugin.DiffRequest) (plugin.DiffResponse, error) {
	found, err := p.kindOf(r.URN)
	if err != nil {
		return plugin.DiffResult{}, err
	}
	result := difference(r.OldInputs, r.NewInputs)
	result.ReplaceKeys = found.replaces(r.OldInputs, r.NewInputs)
	// Everything here has the name that the program gave it, and only one object can have it.
	result.DeleteBeforeReplace = len(result.ReplaceKeys) > 0
	return result, nil
}

func (p *provider) Create(ctx context.Context, r plugin.CreateRequest) (plugin.CreateResponse, error) {
	id, state, err := p.write(ctx, writing{"", r.URN, r.Properties, r.Preview, r.Timeout})
	return plugin.CreateResponse{ID: resource.ID(id), Properties: state, Status: status(err)}, err
}

func (p *provider) Update(ctx context.Context, r plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	_, state, err := p.write(ctx, writing{string(r.ID), r.URN, r.NewInputs, r.Preview, r.Timeout})
	return plugin.UpdateResponse{Properties: state, Status: status(err)}, err
}

func (p *provider) write(ctx context.Context, w writing) (string, resource.PropertyMap, error) {
	found, err := p.kindOf(w.urn)
	if err != nil {
		return "", nil, err
	}
	ctx, done := p.until(ctx)
	defer done()
	id, state, err := found.write(ctx, w)
	return id, asSecret(state, w.inputs), err
}

func (p *provider) Read(ctx context.Context, r plugin.ReadRequest) (plugin.ReadResponse, error) {
	found, err := p.kindOf(r.URN)
	if err != nil {
		return plugin.ReadResponse{}, err
	}
	id, inputs, state, err := found.read(ctx, string(r.ID), r.Inputs)
	if err != nil || id == "" {
		return plugin.ReadResponse{Status: status(err)}, err
	}
	read := plugin.ReadResult{ID: resource.ID(id), Inputs: inputs, Outputs: asSecret(state, inputs)}
	return plugin.ReadResponse{ReadResult: read, Status: resource.StatusOK}, nil
}

func (p *provider) Delete(ctx context.Context, r plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	found, err := p.kindOf(r.URN)
	if err != nil {
		return plugin.DeleteResponse{}, err
	}
	ctx, done := p.until(ctx)
	defer done()
	err = found.remove(ctx, string(r.ID), r.Timeout)
	return plugin.DeleteResponse{Status: status(err)}, err
}

// SignalCancellation ends what is going on: Helm then rolls back what it has begun.
func (p *provider) SignalCancellation(context.Context) error {
	p.stop()
	return nil
}

func (p *provider) until(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	release := context.AfterFunc(p.stopped, cancel)
	return ctx, func() { release(); cancel() }
}

func (p *provider) warn(urn resource.URN, text string) {
	message := &pulumirpc.LogRequest{Severity: pulumirpc.LogSeverity_WARNING, Message: text, Urn: string(urn)}
	if _, err := p.engine.Log(context.Background(), message); err != nil {
		fmt.Fprintln(os.Stderr, text, err)
	}
}

func status(err error) resource.Status {
	if err != nil {
		return resource.StatusUnknown
	}
	return resource.StatusOK
}

func difference(old, new resource.PropertyMap) plugin.DiffResult {
	keys := changed(old, new)
	if len(keys) == 0 {
		return plugin.DiffResult{Changes: plugin.DiffNone}
	}
	return plugin.DiffResult{Changes: plugin.DiffSome, ChangedKeys: keys}
}
