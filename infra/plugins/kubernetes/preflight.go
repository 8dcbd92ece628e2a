package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"helm.sh/helm/v3/pkg/action"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/yaml"
)

var pods = schema.GroupVersionResource{Version: "v1", Resource: "pods"}

// refused says which workload's pods the API server would not admit. It accepts the workload itself in any case, so that
// Helm would wait its whole time for pods that never come.
func (c *cluster) refused(ctx context.Context, namespace, manifest string) error {
	_, untyped, err := c.clients()
	if err != nil {
		return err
	}
	for _, object := range decoded(manifest) {
		pod, ok := podOf(object)
		if !ok {
			continue
		}
		_, err := untyped.Resource(pods).Namespace(namespace).Create(ctx, pod, metav1.CreateOptions{
			DryRun: []string{metav1.DryRunAll},
		})
		// A namespace that is not there yet cannot say anything; another failure will come up again.
		if apierrors.IsForbidden(err) || apierrors.IsInvalid(err) {
			return fmt.Errorf("the pods of %s %s would be refused: %w", object.GetKind(), object.GetName(), err)
		}
	}
	return nil
}

// podOf returns the pod that a workload would make, if it makes one.
func podOf(object *unstructured.Unstructured) (*unstructured.Unstructured, bool) {
	path := []string{"spec", "template"}
	if object.GetKind() == "CronJob" {
		path = []string{"spec", "jobTemplate", "spec", "template"}
	}
	template, found, err := unstructured.NestedMap(object.Object, path...)
	if err != nil || !found {
		return nil, false
	}
	pod := &unstructured.Unstructured{Object: template}
	pod.SetAPIVersion("v1")
	pod.SetKind("Pod")
	pod.SetName("")
	pod.SetGenerateName(object.GetName() + "-")
	// The account and the claims come with the same release, so they are not there yet.
	unstructured.RemoveNestedField(pod.Object, "spec", "serviceAccountName")
	claims, _, _ := unstructured.NestedSlice(object.Object, "spec", "volumeClaimTemplates")
	volumes, _, _ := unstructured.NestedSlice(pod.Object, "spec", "volumes")
	for _, claim := range claims {
		name, _, _ := unstructured.NestedString(claim.(map[string]any), "metadata", "name")
		volumes = append(volumes, map[string]any{"name": name, "emptyDir": map[string]any{}})
	}
	if len(volumes) > 0 {
		_ = unstructured.SetNestedSlice(pod.Object, volumes, "spec", "volumes")
	}
	return pod, true
}

// drifted names the first object of a release that somebody removed or changed; empty when all is as released.
func drifted(configuration *action.Configuration, manifest string) (string, error) {
	wanted, err := configuration.KubeClient.Build(bytes.NewBufferString(manifest), false)
	if err != nil {
		return "", err
	}
	for _, info := range wanted {
		object, ok := info.Object.(*unstructured.Unstructured)
		if !ok {
			continue
		}
		declared := object.DeepCopy()
		name := fmt.Sprintf("%s %s", declared.GetKind(), info.Name)
		if err := info.Get(); apierrors.IsNotFound(err) {
			return name + " is missing", nil
		} else if err != nil {
			return "", err
		}
		if live, ok := info.Object.(*unstructured.Unstructured); ok && !within(declared.Object, live.Object) {
			return name + " was changed", nil
		}
	}
	return "", nil
}

// within tells whether everything that was declared is in the live object; the API server adds much of its own.
func within(declared, live any) bool {
	switch declared := declared.(type) {
	case map[string]any:
		other, ok := live.(map[string]any)
		for key, value := range declared {
			if !ok || !empty(value) && !within(value, other[key]) {
				return false
			}
		}
		return true
	case []any:
		other, ok := live.([]any)
		if !ok || len(other) < len(declared) {
			return false
		}
		for index, value := range declared {
			if !within(value, other[index]) {
				return false
			}
		}
		return true
	}
	a, b := fmt.Sprint(declared), fmt.Sprint(live)
	if a == b {
		return true
	}
	x, first := resource.ParseQuantity(a)
	y, second := resource.ParseQuantity(b)
	return first == nil && second == nil && x.Cmp(y) == 0
}

// empty values are left out by the API server.
func empty(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case map[string]any:
		return len(value) == 0
	case []any:
		return len(value) == 0
	case string:
		return value == ""
	case bool:
		return !value
	}
	return false
}

// decoded returns the objects of a manifest; what is no object is left to Helm to refuse.
func decoded(manifest string) []*unstructured.Unstructured {
	var found []*unstructured.Unstructured
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewBufferString(manifest), 4096)
	for {
		object := &unstructured.Unstructured{}
		if err := decoder.Decode(&object.Object); errors.Is(err, io.EOF) {
			return found
		} else if err == nil && object.GetKind() != "" {
			found = append(found, object)
		} else if err != nil {
			return found
		}
	}
}
