package main

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// asSecret marks what inputs hold as a secret in the state as well, and a Secret's content in any case.
func asSecret(state, inputs resource.PropertyMap) resource.PropertyMap {
	marked := state.Copy()
	for key, value := range state {
		content := text(state, "kind") == "Secret" && (key == "data" || key == "stringData")
		if !value.IsSecret() && (content || inputs[key].ContainsSecrets()) {
			marked[key] = resource.MakeSecret(value)
		}
	}
	return marked
}

// changed returns the top-level keys whose values differ; secrets count by what they hide.
func changed(old, new resource.PropertyMap) []resource.PropertyKey {
	all := old.Copy()
	for key, value := range new {
		all[key] = value
	}
	var keys []resource.PropertyKey
	for _, key := range all.StableKeys() {
		if !bare(old[key]).DeepEquals(bare(new[key])) {
			keys = append(keys, key)
		}
	}
	return keys
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

func fields(properties resource.PropertyMap, key resource.PropertyKey) resource.PropertyMap {
	if value := bare(properties[key]); value.IsObject() {
		return value.ObjectValue()
	}
	return resource.PropertyMap{}
}

func text(properties resource.PropertyMap, key resource.PropertyKey) string {
	if value := bare(properties[key]); value.IsString() {
		return value.StringValue()
	}
	return ""
}

// isTrue also takes text: a provider's settings arrive as such.
func isTrue(properties resource.PropertyMap, key resource.PropertyKey) bool {
	value := bare(properties[key])
	return value.IsBool() && value.BoolValue() || text(properties, key) == "true"
}

// split returns the parts of an id, "namespace/name" or "name".
func split(id string) (namespace, name string) {
	if before, after, found := strings.Cut(id, "/"); found {
		return before, after
	}
	return "", id
}
