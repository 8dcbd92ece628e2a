package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
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
	mutable bool
}

func (o *objects) check(inputs resource.PropertyMap) (resource.PropertyMap, []plugin.CheckFailure) {
	given := plain(inputs)
	var failures []plugin.CheckFailure
	for _, key := range []string{"name", "namespace"} {
		if at(given, "metadata", key) == "" && (key == "name" || o.kind != "Namespace") {
			failures = append(failures, plugin.CheckFailure{
				Property: resource.PropertyKey("metadata." + key), Reason: "required: this stand-in chooses no names",
			})
		}
	}
	return inputs, failures
}

func (o *objects) fixed() []string {
	paths := []string{"metadata.name", "metadata.namespace", "type", "immutable"}
	if !o.mutable {
		paths = append(paths, "data", "stringData", "binaryData")
	}
	return paths
}

func (o *objects) dry(ctx context.Context, w writing) error {
	_, err := o.apply(ctx, w, metav1.DryRunAll)
	if apierrors.IsNotFound(err) {
		return nil // The namespace is as new as the object.
	}
	return err
}

func (o *objects) write(ctx context.Context, w writing) (string, map[string]any, error) {
	live, err := o.apply(ctx, w)
	if err != nil {
		return "", nil, err
	}
	return identity(live.GetNamespace(), live.GetName()), live.Object, nil
}

func (o *objects) apply(ctx context.Context, w writing, dryRun ...string) (*unstructured.Unstructured, error) {
	object := &unstructured.Unstructured{Object: plain(w.inputs)}
	object.SetAPIVersion("v1")
	object.SetKind(o.kind)
	content, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	options := metav1.PatchOptions{FieldManager: manager, Force: &o.cluster.force, DryRun: dryRun}
	live, err := o.at(object.GetNamespace()).Patch(ctx, object.GetName(), types.ApplyPatchType, content, options)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", o.kind, identity(object.GetNamespace(), object.GetName()), err)
	}
	live.SetManagedFields(nil)
	return live, nil
}

func (o *objects) read(ctx context.Context, id string, inputs resource.PropertyMap) (
	map[string]any, resource.PropertyMap, error,
) {
	namespace, name := split(id)
	live, err := o.at(namespace).Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	live.SetManagedFields(nil)
	now := resource.NewPropertyMapFromMap(live.Object)
	if inputs.HasValue("data") && len(changed(inputs, now, "data")) > 0 {
		// What somebody changed by hand shows as a difference, which the next update undoes.
		secret := inputs["data"].ContainsSecrets()
		if inputs["data"] = now["data"]; secret {
			inputs["data"] = resource.MakeSecret(now["data"])
		}
	}
	return live.Object, inputs, nil
}

func (o *objects) remove(ctx context.Context, id string, timeout time.Duration) error {
	namespace, name := split(id)
	if timeout == 0 {
		timeout = removalWaits
	}
	err := o.at(namespace).Delete(ctx, name, metav1.DeleteOptions{})
	if err == nil {
		err = wait.PollUntilContextTimeout(ctx, removalPauses, timeout, true, func(ctx context.Context) (bool, error) {
			_, err := o.at(namespace).Get(ctx, name, metav1.GetOptions{})
			return false, err
		})
	}
	if apierrors.IsNotFound(err) {
		return nil
	}
	return fmt.Errorf("%s %s could not be deleted within %s: %w", o.kind, id, timeout, err)
}

func (o *objects) at(namespace string) dynamic.ResourceInterface {
	return o.cluster.untyped.Resource(schema.GroupVersionResource{Version: "v1", Resource: o.plural}).Namespace(namespace)
}
