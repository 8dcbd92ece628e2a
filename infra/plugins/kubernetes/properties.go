package main

import (
	"math"
	"reflect"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// plain returns properties as JSON values: secrets as what they hide, and whole numbers as integers, which a template
// would print as 1e+07 otherwise.
func plain(properties resource.PropertyMap) map[string]any {
	var reveal func(value resource.PropertyValue) (any, bool)
	reveal = func(value resource.PropertyValue) (any, bool) {
		switch {
		case value.IsSecret():
			return value.SecretValue().Element.MapRepl(nil, reveal), true
		case value.IsNumber() && value.NumberValue() == math.Trunc(value.NumberValue()):
			return int64(value.NumberValue()), true
		}
		return nil, false
	}
	return properties.MapRepl(nil, reveal)
}

// at returns the text at a path of plain properties, or none.
func at(properties map[string]any, path ...string) string {
	found, _, _ := unstructured.NestedString(properties, path...)
	return found
}

// changed returns the keys, or which of the given paths with dots, have different values.
func changed(old, new resource.PropertyMap, paths ...string) []resource.PropertyKey {
	if len(paths) == 0 {
		for _, key := range append(old.StableKeys(), new.StableKeys()...) {
			paths = append(paths, string(key))
		}
	}
	before, after := plain(old), plain(new)
	var keys []resource.PropertyKey
	for _, path := range paths {
		a, _, _ := unstructured.NestedFieldNoCopy(before, strings.Split(path, ".")...)
		b, _, _ := unstructured.NestedFieldNoCopy(after, strings.Split(path, ".")...)
		if !reflect.DeepEqual(a, b) {
			keys = append(keys, resource.PropertyKey(path))
		}
	}
	return keys
}

// asSecret returns a state with what is secret in the inputs marked in it as well, and a Secret's content in any case.
func asSecret(state map[string]any, inputs resource.PropertyMap) resource.PropertyMap {
	marked := resource.NewPropertyMapFromMap(state)
	for key, value := range marked {
		content := state["kind"] == "Secret" && (key == "data" || key == "stringData")
		if content || inputs[key].ContainsSecrets() {
			marked[key] = resource.MakeSecret(value)
		}
	}
	return marked
}

// identity returns the id of an object, "namespace/name" or "name".
func identity(namespace, name string) string { return strings.TrimPrefix(namespace+"/"+name, "/") }

// split returns the parts of an id.
func split(id string) (namespace, name string) {
	if before, after, found := strings.Cut(id, "/"); found {
		return before, after
	}
	return "", id
}
