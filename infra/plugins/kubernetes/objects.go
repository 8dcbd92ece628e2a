package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

const (
	manager       = "pulumi-kubernetes"
	removalWaits  = 10 * time.Minute
	removalPauses = 500 * time.Millisecond
)

// objects is one kind of the core API, written by server-side apply under its own name.
type objects struct {
	cluster *cluster
	kind    string
	plural  string
}

func (o *objects) check(_ context.Context, inputs resource.PropertyMap) (
	resource.PropertyMap, []*pulumirpc.CheckFailure,
) {
	metadata := fields(inputs, "metadata")
	if !metadata["name"].HasValue() {
		return inputs, []*pulumirpc.CheckFailure{{Property: "metadata.name", Reason: "this stand-in chooses no names"}}
	}
	if o.kind != "Namespace" && !metadata["namespace"].HasValue() {
		metadata = metadata.Copy()
		metadata["namespace"] = resource.NewStringProperty(o.cluster.namespace)
		inputs = inputs.Copy()
		inputs["metadata"] = resource.NewObjectProperty(metadata)
	}
	return inputs, nil
}

func (o *objects) replaces(old, new resource.PropertyMap) []string {
	var keys []string
	for _, key := range changed(fields(old, "metadata"), fields(new, "metadata")) {
		if key == "name" || key == "namespace" {
			keys = append(keys, "metadata."+key)
		}
	}
	mutable := map[string]bool{"Secret": o.cluster.mutableSecret, "ConfigMap": o.cluster.mutableConfigMap}[o.kind]
	for _, key := range changed(old, new) {
		isContent := key == "data" || key == "stringData" || key == "binaryData"
		if key == "type" || key == "immutable" || isContent && !mutable {
			keys = append(keys, key)
		}
	}
	return keys
}

func (o *objects) write(ctx context.Context, w writing) (string, resource.PropertyMap, error) {
	if w.preview && (o.cluster.unknown || w.inputs.ContainsUnknowns()) {
		return w.id, w.inputs, nil
	}
	object := &unstructured.Unstructured{Object: plain(w.inputs)}
	object.SetAPIVersion("v1")
	object.SetKind(o.kind)
	content, err := json.Marshal(object)
	if err != nil {
		return "", nil, err
	}
	options := metav1.PatchOptions{FieldManager: manager, Force: &o.cluster.force}
	if w.preview {
		options.DryRun = []string{metav1.DryRunAll}
	}
	access, err := o.access(object.GetNamespace())
	if err != nil {
		return "", nil, err
	}
	live, err := access.Patch(ctx, object.GetName(), types.ApplyPatchType, content, options)
	id := object.GetName()
	if namespace := object.GetNamespace(); namespace != "" {
		id = namespace + "/" + id
	}
	if w.preview {
		if err != nil || live == nil {
			// The namespace may be as new as the object; what is really wrong an update will tell.
			return id, w.inputs, nil
		}
		for _, path := range []string{"uid", "resourceVersion", "generation", "creationTimestamp"} {
			unstructured.RemoveNestedField(live.Object, "metadata", path)
		}
		unstructured.RemoveNestedField(live.Object, "status")
	}
	if err != nil {
		return "", nil, fmt.Errorf("%s %s: %w", o.kind, id, err)
	}
	return id, state(live), nil
}

func (o *objects) read(ctx context.Context, id string, inputs, _ resource.PropertyMap) (
	string, resource.PropertyMap, resource.PropertyMap, error,
) {
	namespace, name := split(id)
	access, err := o.access(namespace)
	if err != nil {
		return "", nil, nil, err
	}
	live, err := access.Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return "", nil, nil, nil
	}
	if err != nil {
		return "", nil, nil, err
	}
	now := state(live)
	if len(inputs) == 0 {
		inputs = resource.PropertyMap{"apiVersion": now["apiVersion"], "kind": now["kind"], "data": now["data"],
			"metadata": resource.NewObjectProperty(resource.PropertyMap{
				"name": resource.NewStringProperty(name), "namespace": resource.NewStringProperty(namespace)})}
	} else if held, ok := inputs["data"]; ok && !bare(held).DeepEquals(now["data"]) {
		// What somebody changed by hand shows as a difference, which the next update undoes.
		inputs = inputs.Copy()
		inputs["data"] = now["data"]
		if held.ContainsSecrets() {
			inputs["data"] = resource.MakeSecret(now["data"])
		}
	}
	return id, inputs, now, nil
}

func (o *objects) remove(ctx context.Context, id string, _ resource.PropertyMap, seconds float64) error {
	namespace, name := split(id)
	access, err := o.access(namespace)
	if err != nil {
		return err
	}
	waits := removalWaits
	if seconds > 0 {
		waits = time.Duration(seconds * float64(time.Second))
	}
	deadline := time.Now().Add(waits)
	err = access.Delete(ctx, name, metav1.DeleteOptions{})
	for err == nil {
		if time.Now().After(deadline) || ctx.Err() != nil {
			return fmt.Errorf("%s %s is being deleted, and still there after %s", o.kind, id, waits)
		}
		time.Sleep(removalPauses)
		_, err = access.Get(ctx, name, metav1.GetOptions{})
	}
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

func (o *objects) access(namespace string) (dynamic.ResourceInterface, error) {
	_, untyped, err := o.cluster.clients()
	if err != nil {
		return nil, err
	}
	resources := untyped.Resource(schema.GroupVersionResource{Version: "v1", Resource: o.plural})
	if o.kind == "Namespace" {
		return resources, nil
	}
	return resources.Namespace(namespace), nil
}

// state returns an object as properties, without what only the API server's bookkeeping needs.
func state(live *unstructured.Unstructured) resource.PropertyMap {
	unstructured.RemoveNestedField(live.Object, "metadata", "managedFields")
	return resource.NewPropertyMapFromMap(live.Object)
}

func fields(properties resource.PropertyMap, key resource.PropertyKey) resource.PropertyMap {
	if value := bare(properties[key]); value.IsObject() {
		return value.ObjectValue()
	}
	return resource.PropertyMap{}
}
