package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// kind is one resource type; inputs come with their marks for unknown and secret values, states go without.
type kind interface {
	// check completes a program's inputs and says what is wrong with them.
	check(inputs resource.PropertyMap) (resource.PropertyMap, []plugin.CheckFailure)
	// fixed returns the paths of what cannot change in place.
	fixed() []string
	// dry returns what the cluster has against a write, without writing.
	dry(ctx context.Context, w writing) error
	// write creates or updates, and returns the id and the state.
	write(ctx context.Context, w writing) (string, map[string]any, error)
	// read returns the live state, none if it is gone, and the inputs that it amounts to.
	read(ctx context.Context, id string, inputs resource.PropertyMap) (map[string]any, resource.PropertyMap, error)
	remove(ctx context.Context, id string, timeout time.Duration) error
}

type writing struct {
	isNew   bool
	inputs  resource.PropertyMap
	timeout time.Duration // zero if the program gives none
}

type provider struct {
	plugin.UnimplementedProvider
	engine  pulumirpc.EngineClient
	kinds   map[tokens.Type]kind
	running context.Context
	stop    context.CancelFunc
}

func (p *provider) GetPluginInfo(context.Context) (plugin.PluginInfo, error) {
	own, err := semver.Parse(version)
	return plugin.PluginInfo{Version: &own}, err
}

// DiffConfig never replaces the provider: another address of the same cluster must not replace what is on it.
func (p *provider) DiffConfig(_ context.Context, r plugin.DiffConfigRequest) (plugin.DiffConfigResponse, error) {
	return plugin.DiffResult{ChangedKeys: changed(r.OldInputs, r.NewInputs)}, nil
}

func (p *provider) Configure(_ context.Context, r plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	found, err := newCluster(r.Inputs)
	if err != nil {
		return plugin.ConfigureResponse{}, err
	}
	p.kinds = map[tokens.Type]kind{
		"kubernetes:core/v1:Namespace":  &objects{found, "Namespace", "namespaces", true},
		"kubernetes:core/v1:Secret":     &objects{found, "Secret", "secrets", found.mutableSecret},
		"kubernetes:core/v1:ConfigMap":  &objects{found, "ConfigMap", "configmaps", found.mutableConfigMap},
		"kubernetes:helm.sh/v3:Release": &releases{found},
	}
	return plugin.ConfigureResponse{}, nil
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
	inputs, failures := found.check(r.News.Copy())
	return plugin.CheckResponse{Properties: inputs, Failures: failures}, nil
}

func (p *provider) Diff(_ context.Context, r plugin.DiffRequest) (plugin.DiffResponse, error) {
	found, err := p.kindOf(r.URN)
	if err != nil {
		return plugin.DiffResult{}, err
	}
	result := plugin.DiffResult{ChangedKeys: changed(r.OldInputs, r.NewInputs)}
	result.ReplaceKeys = changed(r.OldInputs, r.NewInputs, found.fixed()...)
	// Everything here has the name that the program gave it, and only one object can have it.
	result.DeleteBeforeReplace = len(result.ReplaceKeys) > 0
	return result, nil
}

func (p *provider) Create(_ context.Context, r plugin.CreateRequest) (plugin.CreateResponse, error) {
	id, state, err := p.write(r.URN, r.Preview, writing{true, r.Properties, seconds(r.Timeout)})
	return plugin.CreateResponse{ID: resource.ID(id), Properties: state}, err
}

func (p *provider) Update(_ context.Context, r plugin.UpdateRequest) (plugin.UpdateResponse, error) {
	_, state, err := p.write(r.URN, r.Preview, writing{false, r.NewInputs, seconds(r.Timeout)})
	return plugin.UpdateResponse{Properties: state}, err
}

func (p *provider) write(urn resource.URN, preview bool, w writing) (string, resource.PropertyMap, error) {
	found, err := p.kindOf(urn)
	if err != nil {
		return "", nil, err
	}
	if !w.inputs.ContainsUnknowns() {
		err = found.dry(p.running, w)
	}
	if preview {
		if err != nil {
			p.warn(urn, err.Error())
		}
		return "", w.inputs, nil
	}
	if err != nil {
		return "", nil, err
	}
	id, state, err := found.write(p.running, w)
	return id, asSecret(state, w.inputs), err
}

func (p *provider) Read(ctx context.Context, r plugin.ReadRequest) (plugin.ReadResponse, error) {
	found, err := p.kindOf(r.URN)
	if err != nil {
		return plugin.ReadResponse{}, err
	}
	state, inputs, err := found.read(ctx, string(r.ID), r.Inputs.Copy())
	if err != nil || state == nil {
		return plugin.ReadResponse{}, err
	}
	return plugin.ReadResponse{
		ReadResult: plugin.ReadResult{ID: r.ID, Inputs: inputs, Outputs: asSecret(state, inputs)},
		Status:     resource.StatusOK,
	}, nil
}

func (p *provider) Delete(_ context.Context, r plugin.DeleteRequest) (plugin.DeleteResponse, error) {
	found, err := p.kindOf(r.URN)
	if err != nil {
		return plugin.DeleteResponse{}, err
	}
	return plugin.DeleteResponse{}, found.remove(p.running, string(r.ID), seconds(r.Timeout))
}

// SignalCancellation ends what is going on: Helm then rolls back what it has begun.
func (p *provider) SignalCancellation(context.Context) error {
	p.stop()
	return nil
}

func (p *provider) warn(urn resource.URN, text string) {
	message := &pulumirpc.LogRequest{Severity: pulumirpc.LogSeverity_WARNING, Message: text, Urn: string(urn)}
	if _, err := p.engine.Log(p.running, message); err != nil {
		fmt.Fprintln(os.Stderr, text, err)
	}
}

func seconds(number float64) time.Duration { return time.Duration(number * float64(time.Second)) }
