package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/releaseutil"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/cli-runtime/pkg/resource"
	"sigs.k8s.io/yaml"
)

var pods = schema.GroupVersionResource{Version: "v1", Resource: "pods"}

// refused says which workload's pods the API server would not admit. It accepts the workload itself in any case, so
// that Helm would wait its whole time for pods that never come.
func (c *cluster) refused(ctx context.Context, namespace, manifest string, isNew bool) error {
	documents := releaseutil.SplitManifests(manifest)
	names := slices.Collect(maps.Keys(documents))
	sort.Sort(releaseutil.BySplitManifestsOrder(names))
	for _, name := range names {
		object := &unstructured.Unstructured{}
		if err := yaml.Unmarshal([]byte(documents[name]), &object.Object); err != nil {
			return err
		}
		pod, ok := podOf(object)
		if !ok {
			continue
		}
		options := metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}
		_, err := c.untyped.Resource(pods).Namespace(namespace).Create(ctx, pod, options)
		// Pods of an earlier revision fill a quota that has room for their successors once they are gone.
		if err != nil && !isNew && strings.Contains(err.Error(), "exceeded quota") {
			continue
		}
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

// drifted names the first object of a release that somebody removed or changed; empty when all is as released. The API
// server itself judges: it applies what was released to what is there, and keeps neither.
func drifted(configuration *action.Configuration, manifest string) (string, error) {
	released, err := configuration.KubeClient.Build(bytes.NewBufferString(manifest), false)
	if err != nil {
		return "", err
	}
	for _, info := range released {
		name := info.Object.GetObjectKind().GroupVersionKind().Kind + " " + info.Name
		content, err := runtime.Encode(unstructured.UnstructuredJSONScheme, info.Object)
		if err != nil {
			return "", err
		}
		if err := info.Get(); apierrors.IsNotFound(err) {
			return name + " is missing", nil
		} else if err != nil {
			return "", err
		}
		force := true
		restored, err := resource.NewHelper(info.Client, info.Mapping).DryRun(true).WithFieldManager(manager).Patch(
			info.Namespace, info.Name, types.ApplyPatchType, content, &metav1.PatchOptions{Force: &force})
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		if !equality.Semantic.DeepEqual(bare(info.Object), bare(restored)) {
			return name + " was changed", nil
		}
	}
	return "", nil
}

// bare returns an object without the API server's notes about who wrote it, and when.
func bare(object runtime.Object) map[string]any {
	found := object.(*unstructured.Unstructured).DeepCopy()
	found.SetManagedFields(nil)
	found.SetResourceVersion("")
	return found.Object
}
