package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// kind is one resource type; properties come and go with their marks for unknown and secret values.
type kind interface {
	// check completes a program's inputs and says what is wrong with them.
	check(ctx context.Context, inputs resource.PropertyMap) (resource.PropertyMap, []*pulumirpc.CheckFailure)
	// replaces returns which of the changed keys cannot change in place.
	replaces(old, new resource.PropertyMap) []string
	// write creates or updates; a preview changes nothing and returns what is known.
	write(ctx context.Context, w writing) (id string, state resource.PropertyMap, err error)
	// read returns the live state and the inputs that it amounts to; an empty id says that it is gone.
	read(ctx context.Context, id string, inputs, state resource.PropertyMap) (
		string, resource.PropertyMap, resource.PropertyMap, error)
	remove(ctx context.Context, id string, state resource.PropertyMap, seconds float64) error
}

type writing struct {
	id      string // empty for a new resource
	urn     resource.URN
	inputs  resource.PropertyMap
	preview bool
	seconds float64
}

// partial is a write that left something behind which must be in the state.
type partial struct {
	id     string
	state  resource.PropertyMap
	inputs resource.PropertyMap
	reason error
}

func (p *partial) Error() string { return p.reason.Error() }

type provider struct {
	pulumirpc.UnimplementedResourceProviderServer
	engine  pulumirpc.EngineClient
	cluster *cluster
	kinds   map[string]kind
	stopped context.Context
	stop    context.CancelFunc
	once    sync.Once
}

func newProvider() *provider {
	stopped, stop := context.WithCancel(context.Background())
	return &provider{stopped: stopped, stop: stop}
}

func (p *provider) close() {
	p.stop()
	if p.cluster != nil {
		p.once.Do(p.cluster.close)
	}
}

func (p *provider) attach(address string) (err error) {
	p.engine, err = connect(address)
	return err
}

func (p *provider) Attach(_ context.Context, request *pulumirpc.PluginAttach) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, p.attach(request.GetAddress())
}

func (p *provider) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version}, nil
}

func (p *provider) GetSchema(context.Context, *pulumirpc.GetSchemaRequest) (*pulumirpc.GetSchemaResponse, error) {
	return &pulumirpc.GetSchemaResponse{Schema: fmt.Sprintf(`{"name":"kubernetes","version":%q}`, version)}, nil
}

func (p *provider) CheckConfig(_ context.Context, r *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return &pulumirpc.CheckResponse{Inputs: r.GetNews()}, nil
}

// DiffConfig never replaces the provider: another address of the same cluster must not replace what is on it.
func (p *provider) DiffConfig(_ context.Context, r *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	response := &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}
	if !proto.Equal(r.GetOlds(), r.GetNews()) {
		response.Changes = pulumirpc.DiffResponse_DIFF_SOME
	}
	return response, nil
}

func (p *provider) Configure(_ context.Context, r *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error) {
	settings, err := unmarshal(r.GetArgs())
	if err != nil {
		return nil, err
	}
	p.cluster, err = newCluster(settings, p.warn)
	if err != nil {
		return nil, err
	}
	p.kinds = map[string]kind{"kubernetes:helm.sh/v3:Release": &releases{p.cluster}}
	for name, plural := range map[string]string{"Namespace": "namespaces", "Secret": "secrets", "ConfigMap": "configmaps"} {
		p.kinds["kubernetes:core/v1:"+name] = &objects{cluster: p.cluster, kind: name, plural: plural}
	}
	return &pulumirpc.ConfigureResponse{
		AcceptSecrets: true, AcceptResources: false, AcceptOutputs: false, SupportsPreview: true,
		SupportsAutonamingConfiguration: true,
	}, nil
}

func (p *provider) kindOf(urn string) (kind, error) {
	token := string(resource.URN(urn).Type())
	if found, ok := p.kinds[token]; ok {
		return found, nil
	}
	return nil, fmt.Errorf("%s is not served by this stand-in; install the published plugin for it", token)
}

func (p *provider) Check(ctx context.Context, r *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	found, err := p.kindOf(r.GetUrn())
	if err != nil {
		return nil, err
	}
	inputs, err := unmarshal(r.GetNews())
	if err != nil {
		return nil, err
	}
	checked, failures := found.check(ctx, inputs)
	marshalled, err := marshal(checked)
	return &pulumirpc.CheckResponse{Inputs: marshalled, Failures: failures}, err
}

func (p *provider) Diff(_ context.Context, r *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	found, err := p.kindOf(r.GetUrn())
	if err != nil {
		return nil, err
	}
	old, err := unmarshal(r.GetOldInputs())
	if err != nil {
		return nil, err
	}
	new, err := unmarshal(r.GetNews())
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}
	for _, key := range changed(old, new) {
		response.Diffs = append(response.Diffs, key)
		response.Changes = pulumirpc.DiffResponse_DIFF_SOME
	}
	response.Replaces = found.replaces(old, new)
	// Everything here has the name that the program gave it, and only one object can have it.
	response.DeleteBeforeReplace = len(response.Replaces) > 0
	return response, nil
}

func (p *provider) Create(ctx context.Context, r *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	id, state, err := p.write(ctx, r.GetUrn(), "", r.GetProperties(), r.GetPreview(), r.GetTimeout())
	if err != nil {
		return nil, err
	}
	return &pulumirpc.CreateResponse{Id: id, Properties: state}, nil
}

func (p *provider) Update(ctx context.Context, r *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	_, state, err := p.write(ctx, r.GetUrn(), r.GetId(), r.GetNews(), r.GetPreview(), r.GetTimeout())
	if err != nil {
		return nil, err
	}
	return &pulumirpc.UpdateResponse{Properties: state}, nil
}

func (p *provider) write(
	ctx context.Context, urn, id string, news *structpb.Struct, preview bool, seconds float64,
) (string, *structpb.Struct, error) {
	found, err := p.kindOf(urn)
	if err != nil {
		return "", nil, err
	}
	inputs, err := unmarshal(news)
	if err != nil {
		return "", nil, err
	}
	ctx, done := p.until(ctx)
	defer done()
	id, state, err := found.write(ctx, writing{id, resource.URN(urn), inputs, preview, seconds})
	if incomplete, ok := err.(*partial); ok {
		return "", nil, incomplete.status()
	}
	if err != nil {
		return "", nil, err
	}
	marshalled, err := marshal(asSecret(state, inputs))
	return id, marshalled, err
}

func (p *partial) status() error {
	state, err := marshal(asSecret(p.state, p.inputs))
	if err != nil {
		return err
	}
	inputs, err := marshal(p.inputs)
	if err != nil {
		return err
	}
	detail := &pulumirpc.ErrorResourceInitFailed{
		Id: p.id, Properties: state, Inputs: inputs, Reasons: []string{p.reason.Error()},
	}
	return rpcerror.WithDetails(rpcerror.New(codes.Unknown, p.reason.Error()), detail)
}

func (p *provider) Read(ctx context.Context, r *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	found, err := p.kindOf(r.GetUrn())
	if err != nil {
		return nil, err
	}
	inputs, err := unmarshal(r.GetInputs())
	if err != nil {
		return nil, err
	}
	state, err := unmarshal(r.GetProperties())
	if err != nil {
		return nil, err
	}
	id, inputs, state, err := found.read(ctx, r.GetId(), inputs, state)
	if err != nil || id == "" {
		return &pulumirpc.ReadResponse{}, err
	}
	response := &pulumirpc.ReadResponse{Id: id}
	if response.Properties, err = marshal(asSecret(state, inputs)); err == nil {
		response.Inputs, err = marshal(inputs)
	}
	return response, err
}

func (p *provider) Delete(ctx context.Context, r *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	found, err := p.kindOf(r.GetUrn())
	if err != nil {
		return nil, err
	}
	state, err := unmarshal(r.GetProperties())
	if err != nil {
		return nil, err
	}
	ctx, done := p.until(ctx)
	defer done()
	return &emptypb.Empty{}, found.remove(ctx, r.GetId(), state, r.GetTimeout())
}

// Cancel ends what is going on: Helm then rolls back what it has begun.
func (p *provider) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	p.stop()
	return &emptypb.Empty{}, nil
}

func (p *provider) until(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	release := context.AfterFunc(p.stopped, cancel)
	return ctx, func() { release(); cancel() }
}

func (p *provider) warn(urn resource.URN, text string) {
	message := &pulumirpc.LogRequest{Severity: pulumirpc.LogSeverity_WARNING, Message: text, Urn: string(urn)}
	if p.engine == nil {
		fmt.Fprintln(os.Stderr, text)
	} else if _, err := p.engine.Log(context.Background(), message); err != nil {
		fmt.Fprintln(os.Stderr, text, err)
	}
}

var keeping = plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, SkipNulls: true}

func unmarshal(properties *structpb.Struct) (resource.PropertyMap, error) {
	return plugin.UnmarshalProperties(properties, keeping)
}

func marshal(properties resource.PropertyMap) (*structpb.Struct, error) {
	return plugin.MarshalProperties(properties, keeping)
}

// asSecret marks what inputs hold as a secret in the state as well, and a Secret's content in any case.
func asSecret(state, inputs resource.PropertyMap) resource.PropertyMap {
	marked := state.Copy()
	for key, value := range state {
		isSecret := strings.HasSuffix(string(key), "ata") && state["kind"].IsString() &&
			state["kind"].StringValue() == "Secret" && key != "metadata"
		if !value.IsSecret() && (isSecret || inputs[key].ContainsSecrets()) {
			marked[key] = resource.MakeSecret(value)
		}
	}
	return marked
}

// changed returns the top-level keys whose values differ; secrets count by what they hide.
func changed(old, new resource.PropertyMap) []string {
	var keys []string
	for key := range merged(old, new) {
		if !bare(old[key]).DeepEquals(bare(new[key])) {
			keys = append(keys, string(key))
		}
	}
	return keys
}

func merged(old, new resource.PropertyMap) resource.PropertyMap {
	all := old.Copy()
	for key, value := range new {
		all[key] = value
	}
	return all
}

// bare returns the value without any mark of secrecy inside it.
func bare(value resource.PropertyValue) resource.PropertyValue {
	switch {
	case value.IsSecret():
		return bare(value.SecretValue().Element)
	case value.IsOutput() && value.OutputValue().Known:
		return bare(value.OutputValue().Element)
	case value.IsArray():
		items := make([]resource.PropertyValue, len(value.ArrayValue()))
		for index, item := range value.ArrayValue() {
			items[index] = bare(item)
		}
		return resource.NewArrayProperty(items)
	case value.IsObject():
		fields := resource.PropertyMap{}
		for key, field := range value.ObjectValue() {
			fields[key] = bare(field)
		}
		return resource.NewObjectProperty(fields)
	}
	return value
}

// plain returns properties as JSON values, whole numbers as integers: a template would print floats as 1e+07.
func plain(properties resource.PropertyMap) map[string]any {
	return integers(bare(resource.NewObjectProperty(properties)).ObjectValue().Mappable()).(map[string]any)
}

func integers(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, item := range value {
			value[key] = integers(item)
		}
	case []any:
		for index, item := range value {
			value[index] = integers(item)
		}
	case float64:
		if whole := int64(value); float64(whole) == value {
			return whole
		}
	}
	return value
}
